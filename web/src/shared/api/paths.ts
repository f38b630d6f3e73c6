import type {
  AnyTransaction,
  AwaitingApproval,
  DailyReport,
  Guest,
  GuestBalance,
  NetworkProfile,
  Page,
  Place,
  Quote,
  Refund,
  Shift,
  SignedInUser,
  TodayReport,
  TokenPair,
  Transaction,
} from './types';

/**
 * The calls of api.md that the screens make, in the form that openapi-fetch reads. It stands in for the file made from
 * the OpenAPI document and is to be replaced by it, call by call.
 */
export interface paths {
  '/api/auth/login': Post<{ email: string; password: string }, TokenPair & { user: SignedInUser }>;
  '/api/auth/logout': Post<{ refreshToken: string }, undefined>;
  '/api/auth/me': Get<SignedInUser & { network: NetworkProfile | null }>;
  '/api/restaurants': Get<Page<Place>>;
  '/api/restaurants/{id}/points-of-sale': GetById<Page<Place>>;
  '/api/guests': PostWithKey<{ phone: string; name?: string; restaurantId?: string }, Guest> & Get<Page<Guest>>;
  '/api/guests/{id}': GetById<Guest>;
  '/api/guests/lookup': Post<GuestKey, Guest>;
  '/api/guests/search': Post<{ query: string }, Page<Guest>>;
  '/api/guest/{id}/balance': GetById<GuestBalance>;
  '/api/guest/{id}/history': GetById<Page<AnyTransaction>>;
  '/api/guest/{id}/quote': PostById<SaleBody, Quote>;
  '/api/guest/{id}/transaction': PostByIdWithKey<SaleBody | ManualBody, Transaction | AwaitingApproval>;
  '/api/receipts': PostWithKey<ReceiptBody, Transaction>;
  '/api/receipts/{id}/claim': PostByIdWithKey<{ guestId: string }, Transaction>;
  '/api/shifts/current': Get<Shift, { pointOfSaleId: string; limit?: number }>;
  '/api/shifts/{id}/close': BarePost<{ path: { id: string } }, Shift>;
  '/api/transactions/{id}/refund': PostByIdWithKey<{ reason: string; amount?: number }, Refund | AwaitingApproval>;
  '/api/transactions/{id}/undo': BarePost<{ path: { id: string }; header: KeyHeader }, Refund>;
  '/api/reports/today': Get<TodayReport>;
  '/api/reports/daily': Get<DailyReport, { from: string; to: string }>;
}

export type GuestKey = { qr: string } | { code: string } | { phone: string } | { card: string };

export interface SaleBody {
  type: 'SALE';
  pointOfSaleId: string;
  receiptNumber: string | null;
  amount: number;
  pointsToRedeem: number;
}

export interface ReceiptBody {
  pointOfSaleId: string;
  receiptNumber: string | null;
  amount: number;
}

export interface ManualBody {
  type: 'MANUAL';
  direction: 'CREDIT' | 'DEBIT';
  points: number;
  reasonCode: string;
  comment?: string;
  pointOfSaleId?: string;
}

interface KeyHeader {
  'idempotency-key': string;
}

interface Json<Body> {
  content: { 'application/json': Body };
}

interface Answers<Answer> {
  200: Json<Answer>;
}

interface Get<Answer, Query = Record<string, string | number | undefined>> {
  get: { parameters: { query?: Query }; responses: Answers<Answer> };
}

interface GetById<Answer, Query = Record<string, string | number | undefined>> {
  get: { parameters: { path: { id: string }; query?: Query }; responses: Answers<Answer> };
}

interface Post<Body, Answer> {
  post: { parameters: object; requestBody: Json<Body>; responses: Answers<Answer> };
}

interface PostById<Body, Answer> {
  post: { parameters: { path: { id: string } }; requestBody: Json<Body>; responses: Answers<Answer> };
}

/** A call that is told everything by its address. */
interface BarePost<Parameters, Answer> {
  post: { parameters: Parameters; responses: Answers<Answer> };
}

interface PostWithKey<Body, Answer> {
  post: { parameters: { header: KeyHeader }; requestBody: Json<Body>; responses: Answers<Answer> };
}

interface PostByIdWithKey<Body, Answer> {
  post: {
    parameters: { path: { id: string }; header: KeyHeader };
    requestBody: Json<Body>;
    responses: Answers<Answer>;
  };
}
