DROP TABLE api_keys;
DROP TABLE sign_ins;
DROP TABLE links;
DROP TABLE recovery_codes;
DROP TABLE people;
