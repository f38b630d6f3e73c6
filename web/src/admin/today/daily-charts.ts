/** A part of this page by its place (`web/chunks.ts`): the code of these charts arrives with that of the curve above them. */
export { DailyCharts } from '../../entities/report/daily-charts';
