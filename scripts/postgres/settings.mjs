/**
 * How the embedded server runs. Durability is PostgreSQL's own default (`fsync`, `full_page_writes` and
 * `synchronous_commit` stay on); the rest fits a machine with two cores and a few gigabytes that others use as well.
 */
export const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  // Checkpoints are rare and spread, because after each one changed pages go to the log whole.
  wal_buffers: '16MB',
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: 0.9,
  // Bounds the log that a stopped archive keeps on disk; an archive that falls further behind starts again.
  max_slot_wal_keep_size: '8GB',
  random_page_cost: 1.1,
  // Compiling takes longer than a till's statement runs.
  jit: 'off',
  autovacuum_naptime: '15s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** For tests alone, whose data is not needed after a crash. */
export const THROWAWAY_SETTINGS = {
  ...SERVER_SETTINGS,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '1GB',
  // A test run has thirty databases; autovacuum visits each of them once in this time.
  autovacuum_naptime: '1min',
  shared_buffers: '128MB',
  max_connections: 200,
};
