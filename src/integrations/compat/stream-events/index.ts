/** Events of other systems, as the ways by which they come record them. */
export { networkNamedBy } from './envelope.rules';
export { EventWatch } from './event-watch';
export type { PosEventOutcome } from './pos-event.dto';
export { PublishedEvents, type TakenEvent } from './published-events';
export { parseTopic, STREAM_EVENT_TYPES, type StreamEventType, topicOf } from './topic.rules';
