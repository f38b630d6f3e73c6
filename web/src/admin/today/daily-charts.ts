/** Imported from this folder, so that `web/chunks.ts` puts these charts into the same chunk as the sales curve above them. */
export { DailyCharts } from '../../entities/report/daily-charts';
