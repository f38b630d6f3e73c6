import { randomUUID } from 'node:crypto';

/** Runs statements as the superuser. */
type Rows = <Row extends object>(text: string) => Promise<Row[]>;

/** SQL that renames the partition of the present month; later events get a new one with the month's name. */
const endPartition = (ended: string): string => `DO $$
  DECLARE p record; cut uuid := first_id_of(clock_timestamp() + interval '100 ms');
  BEGIN
    SELECT * INTO p FROM list_event_partitions() l WHERE first_id_of(now()) >= l.first_id AND first_id_of(now()) < l.end_id;
    EXECUTE format('ALTER TABLE events DETACH PARTITION %I', p.name);
    EXECUTE format('ALTER TABLE %I RENAME TO ${ended}', p.name);
    EXECUTE format('ALTER TABLE events ATTACH PARTITION ${ended} FOR VALUES FROM (%L) TO (%L)', p.first_id, cut);
    EXECUTE format('CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L)', p.name, cut, p.end_id);
    EXECUTE format('ALTER TABLE %I OWNER TO loyalty_owner', p.name);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', p.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', p.name);
    EXECUTE format('CREATE POLICY network_only ON %I TO loyalty_app
      USING (network_id = (SELECT current_setting(''app.network_id'')::uuid))
      WITH CHECK (network_id = (SELECT current_setting(''app.network_id'')::uuid))', p.name);
  END $$`;

/** Ends the present month of the event log: later events go to another partition. Returns the names of both. */
export async function endEventMonth(rows: Rows): Promise<{ readonly ended: string; readonly rest: string }> {
  const [month] = await rows<{ name: string }>(
    'SELECT name FROM list_event_partitions() WHERE first_id_of(now()) >= first_id AND first_id_of(now()) < end_id',
  );
  if (month === undefined) throw new Error('the events of now have no partition');
  const ended = `events_ended_${randomUUID().slice(0, 8)}`;
  await rows(endPartition(ended));
  return { ended, rest: month.name };
}
