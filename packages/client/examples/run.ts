// Runs the example against a server of your own, with an API key of the scope `till`:
//
//   BASE_URL=http://127.0.0.1:3000 API_KEY=lk_… POINT_OF_SALE_ID=… npx tsx packages/client/examples/run.ts
import { dayAtTheTill } from './day-at-the-till.js';

const {
  BASE_URL: baseUrl = 'http://127.0.0.1:3000',
  API_KEY: apiKey = '',
  POINT_OF_SALE_ID: pointOfSaleId = '',
} = process.env;
const { sale, refund, balance } = await dayAtTheTill({ baseUrl, apiKey, pointOfSaleId });
process.stdout.write(`${JSON.stringify({ sale, refund, balance }, undefined, 2)}\n`);
