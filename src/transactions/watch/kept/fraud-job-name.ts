export const FRAUD_JOB = 'fraud';
