/** Members of the calls' bodies, by path: those that a call must have, and those that it may have. */
export const REQUESTS = {
  '/api/1/access_token': { required: ['apiLogin'], optional: [] },
  '/api/1/organizations': {
    required: [],
    optional: ['organizationIds', 'returnAdditionalInfo', 'includeDisabled', 'returnExternalData'],
  },
  '/api/1/terminal_groups': { required: ['organizationIds'], optional: ['includeDisabled', 'returnExternalData'] },
  '/api/1/webhooks/settings': { required: ['organizationId'], optional: [] },
  '/api/1/webhooks/update_settings': {
    required: ['organizationId', 'webHooksUri'],
    optional: ['authToken', 'webHooksFilter'],
  },
  '/api/1/deliveries/by_revision': { required: ['startRevision', 'organizationIds'], optional: ['sourceKeys'] },
  '/api/1/order/by_id': {
    required: ['organizationIds'],
    optional: ['orderIds', 'posOrderIds', 'sourceKeys', 'returnExternalDataKeys'],
  },
  '/api/1/order/by_table': {
    required: ['organizationIds', 'tableIds'],
    optional: ['sourceKeys', 'statuses', 'dateFrom', 'dateTo'],
  },
  '/api/1/nomenclature': { required: ['organizationId'], optional: ['startRevision'] },
  '/api/1/payment_types': { required: ['organizationIds'], optional: [] },
  '/api/1/deliveries/order_types': { required: ['organizationIds'], optional: [] },
  '/api/1/loyalty/iiko/program': { required: ['organizationId'], optional: ['withoutMarketingCampaigns'] },
  '/api/1/loyalty/iiko/customer_category': { required: ['organizationId'], optional: [] },
  '/api/1/loyalty/iiko/customer_category/add': {
    required: ['customerId', 'categoryId', 'organizationId'],
    optional: [],
  },
  '/api/1/loyalty/iiko/customer_category/remove': {
    required: ['customerId', 'categoryId', 'organizationId'],
    optional: [],
  },
  '/api/1/loyalty/iiko/customer/info': {
    required: ['type', 'organizationId'],
    optional: ['phone', 'cardTrack', 'cardNumber', 'email', 'id'],
  },
  '/api/1/loyalty/iiko/customer/create_or_update': {
    required: ['organizationId'],
    optional: [
      'id',
      'phone',
      'cardTrack',
      'cardNumber',
      'name',
      'middleName',
      'surName',
      'birthday',
      'email',
      'sex',
      'consentStatus',
      'shouldReceiveLoyaltyInfo',
      'shouldReceivePromoActionsInfo',
      'referrerId',
      'userData',
      'isDeleted',
      'employeeId',
      'comment',
      'nullifyEmptyFields',
    ],
  },
  '/api/1/loyalty/iiko/customer/program/add': {
    required: ['customerId', 'programId', 'organizationId'],
    optional: [],
  },
  '/api/1/loyalty/iiko/customer/card/add': {
    required: ['customerId', 'cardTrack', 'cardNumber', 'organizationId'],
    optional: [],
  },
  '/api/1/loyalty/iiko/customer/wallet/hold': {
    required: ['customerId', 'walletId', 'sum', 'organizationId'],
    optional: ['transactionId', 'comment'],
  },
  '/api/1/loyalty/iiko/customer/wallet/cancel_hold': { required: ['transactionId', 'organizationId'], optional: [] },
  '/api/1/loyalty/iiko/customer/wallet/topup': {
    required: ['customerId', 'walletId', 'sum', 'organizationId'],
    optional: ['comment'],
  },
  '/api/1/loyalty/iiko/customer/wallet/chargeoff': {
    required: ['customerId', 'walletId', 'sum', 'organizationId'],
    optional: ['comment'],
  },
  '/api/1/loyalty/iiko/customer/transactions/by_revision': {
    required: ['customerId', 'revision', 'pageSize', 'organizationId'],
    optional: ['lastTransactionId'],
  },
} as const satisfies Record<string, { required: readonly string[]; optional: readonly string[] }>;
export type Path = keyof typeof REQUESTS;
