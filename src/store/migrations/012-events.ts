const detail = `replace(replace(detail, '\\', ''), '"', '')`

/**
 * Converts the audit table to the events table without loss: actors and event names are translated, and
 * details (column names, identifiers and counts) become JSON.
 */
export const statements = [
  `create table events (
    id text primary key,
    at bigint not null,
    actor_kind text not null,
    actor_id text,
    via text not null,
    kind text not null,
    subject text,
    data text not null
  )`,
  `insert into events (id, at, actor_kind, actor_id, via, kind, subject, data)
    select id, at,
      case actor when 'command line' then 'shell' when 'system' then 'system' else 'operator' end,
      null,
      case actor when 'command line' then 'cli' when 'api' then 'api' when 'module' then 'module'
        else 'job' end,
      case when event like 'settled: %' then 'redemption.settled'
        when event = 'somebody forgotten' then 'person.forgotten'
        else 'invite.' || event end,
      invite_id,
      case when event like 'settled: %'
          then '{"outcome":"' || substr(event, 10) || '","redemption":"' || ${detail} || '"}'
        when event = 'somebody forgotten'
          then '{"redemptions":' || replace(${detail}, 'redemptions: ', '') || '}'
        when detail = '' then '{}'
        else '{"columns":["' || replace(${detail}, ', ', '","') || '"]}' end
    from audit`,
  `create index events_of_subject on events (subject, id)`,
  `drop table audit`,
]
