-- Run once, by the first start of PostgreSQL.
CREATE DATABASE synapse;
CREATE DATABASE latchkey;
