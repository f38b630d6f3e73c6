/** The page of today imports these charts from its own folder, so that `web/chunks.ts` puts them into the same chunk as the sales curve above them. */
export { DailyCharts } from '../../entities/report/daily-charts';
