import { KafkaIn } from './kafka-in';

describe('the reader of Kafka', () => {
  it('leaves no timer that keeps a process alive when it stops, so that a command ends with its work', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const none = undefined as never;
    const reader = new KafkaIn(none, none, none, none, none, none);
    const before = timers();
    await reader.onModuleDestroy();
    expect(timers()).toBe(before);
  });
});
