-- Who uploaded a picture before saying anything with it: only they may use its id.
CREATE TABLE uploads (
    hash BLOB NOT NULL,
    platform TEXT NOT NULL,
    customer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (hash, platform, customer)
);
CREATE INDEX uploads_at ON uploads (at);
CREATE INDEX uploads_customer ON uploads (platform, customer);
