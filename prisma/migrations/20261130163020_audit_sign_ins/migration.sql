-- Sign-ins and sign-outs, newest first.
CREATE INDEX CONCURRENTLY audit_log_sign_ins ON audit_log (network_id, id) WHERE action IN (
  'session.opened', 'session.closed', 'guest.signed_in'
);
