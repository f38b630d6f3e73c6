/** Records events of other systems, for all the ways by which they arrive. */
export { networkNamedBy } from './envelope.rules';
export { EventWatch } from './event-watch';
export type { PosEventOutcome } from './pos-event.dto';
export { PublishedEvents, type TakenEvent } from './published-events';
export { parseTopic, STREAM_EVENT_TYPES, type StreamEventType, topicOf } from './topic.rules';
