-- Which key submitted a response, so that it does not audit its own; null where no key did, and of
-- responses of before. Without a reference: keys are revoked, never deleted alone, and a reference
-- would have every deletion of a team read all responses.

alter table response add column api_key_id int;
