/** Exports of the subscriptions for other layers. */
export { PastPlans, type PastPlan } from './subscription/past-plans';
