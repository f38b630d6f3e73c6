/** The calendar of the application, for tests of the decision in zones that change their clocks. */
export { calendarOf, isoDateOf } from '../../../src/platform/clock/calendar';
