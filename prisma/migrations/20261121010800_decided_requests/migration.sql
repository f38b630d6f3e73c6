-- A request above somebody's limits is refused with a reason, or taken back by the person who asked.
ALTER TABLE approvals DROP CONSTRAINT approvals_status_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_status_check
  CHECK (status IN ('AWAITING_APPROVAL', 'POSTED', 'REJECTED', 'WITHDRAWN'));
ALTER TABLE approvals ADD COLUMN reason text CHECK (length(reason) BETWEEN 1 AND 1000);

ALTER TABLE change_requests DROP CONSTRAINT change_requests_status_check;
ALTER TABLE change_requests ADD CONSTRAINT change_requests_status_check
  CHECK (status IN ('WAITING', 'APPROVED', 'REJECTED', 'WITHDRAWN'));
ALTER TABLE change_requests ADD COLUMN reason text CHECK (length(reason) BETWEEN 1 AND 1000);
GRANT UPDATE (reason) ON change_requests TO loyalty_app;
-- The owner of the tables has no policy.
ALTER TABLE change_requests NO FORCE ROW LEVEL SECURITY;
UPDATE change_requests SET status = 'WITHDRAWN' WHERE status = 'REJECTED' AND decided_by = requested_by;
ALTER TABLE change_requests FORCE ROW LEVEL SECURITY;
