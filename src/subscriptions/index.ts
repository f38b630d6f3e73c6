/** Exports of the subscriptions for other layers. */
export { registerJobCommands } from './networks/jobs.cli';
export { PastPlans, type PastPlan } from './subscription/past-plans';
