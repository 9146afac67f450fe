/** A revision of the old program's tables, with rows that mean the same in every revision. */
export interface Revision {
  name: string
  /** Not possible in PostgreSQL: a foreign key between different types. */
  sqliteOnly?: boolean
  sql: string
}

const DATE = '2030-12-31 00:00:00'

/** `Once` (used up), `Free`, `Dated` (until 2030), `Shut` (disabled). */
const firstRows = `
  insert into tokens (name, ex_date, one_time, used) values ('Once', null, TRUE, 1);
  insert into tokens (name, ex_date, one_time, used) values ('Free', null, FALSE, 4);
  insert into tokens (name, ex_date, one_time, used) values ('Dated', '${DATE}', TRUE, 0);
  insert into tokens (name, ex_date, one_time, used) values ('Shut', '0001-01-01 00:00:00', TRUE, 0);`

const rows = (once: string, free: string) => `
  insert into tokens (name, expiration_date, max_usage, used, disabled) values ('Once', null, ${once}, 1, FALSE);
  insert into tokens (name, expiration_date, max_usage, used, disabled) values ('Free', null, ${free}, 4, FALSE);
  insert into tokens (name, expiration_date, max_usage, used, disabled) values ('Dated', '${DATE}', ${once}, 0, FALSE);
  insert into tokens (name, expiration_date, max_usage, used, disabled) values ('Shut', null, ${once}, 0, TRUE);`

const lastTables = `
  create table tokens (name varchar(255) primary key, expiration_date TIMESTAMP, max_usage integer,
    used integer, disabled boolean);`

const ips = `
  create table ips (id integer primary key, address varchar(255));
  insert into ips values (1, '192.0.2.7');`

export const revisions: Revision[] = [
  {
    name: '0.5, dates as texts',
    sql: `create table tokens (name TEXT unique, ex_date TEXT, one_time boolean, used int);
      ${firstRows.replaceAll('null,', "'None',")}`,
  },
  {
    name: '0.6 to 0.8',
    sql: `create table tokens (name varchar(255) primary key, ex_date TIMESTAMP, one_time boolean,
      used integer); ${firstRows}`,
  },
  {
    name: '0.8 moved to PostgreSQL, dates with a zone',
    sql: `create table tokens (name text primary key, ex_date TIMESTAMPTZ, one_time boolean,
      used bigint); ${firstRows.replace(DATE, `${DATE}+00`)}`,
  },
  {
    name: '0.9, addresses joined by themselves',
    sqliteOnly: true,
    sql: `${lastTables} ${rows('1', '0')} ${ips}
      create table association (ips varchar not null, tokens integer not null,
        primary key (ips, tokens));
      insert into association values ('192.0.2.7', 'Once');`,
  },
  {
    name: '140a25d5f185, upgraded from 0.8',
    sql: `create table tokens (name varchar(255) primary key, expiration_date TIMESTAMP,
        max_usage boolean, used integer, disabled boolean);
      ${rows('TRUE', 'FALSE')} ${ips}
      create table association (ips varchar, tokens varchar, primary key (ips, tokens));
      insert into association values ('192.0.2.7', 'Once');
      create table alembic_version (version_num varchar(32) primary key);
      insert into alembic_version values ('140a25d5f185');`,
  },
  {
    name: '140a25d5f185, made by alembic, with its stray column',
    sql: `create table tokens (name varchar(255) primary key, expiration_date TIMESTAMP,
        max_usage integer, used integer, disabled boolean, ips integer);
      ${rows('1', '0')} ${ips}
      create table association (ips varchar, tokens varchar, primary key (ips, tokens));
      insert into association values ('192.0.2.7', 'Once');
      create table alembic_version (version_num varchar(32) primary key);
      insert into alembic_version values ('140a25d5f185');`,
  },
  {
    name: '130b5c2275d8, addresses joined by number',
    sql: `${lastTables} ${rows('1', '0')} ${ips}
      create table association (ips integer references ips (id),
        tokens varchar(255) references tokens (name), primary key (ips, tokens));
      insert into association values (1, 'Once');
      create table alembic_version (version_num varchar(32) primary key);
      insert into alembic_version values ('130b5c2275d8');`,
  },
]
