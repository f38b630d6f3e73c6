import { Link } from 'react-router';
import type { AuditEntry } from '../../entities/audit/audit.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useAuditWords } from './use-audit-words';

/** The address of a subject's page, by the kind of the subject. A kind that is missing here has no page. */
const PAGES: Readonly<Record<string, (id: string) => string>> = {
  user: (id) => `/staff/${id}`,
  guest: (id) => `/guests/${id}`,
  segment: (id) => `/segments/${id}`,
  reward: (id) => `/rewards/${id}`,
  case: (id) => `/cases/${id}`,
  fraud_case: (id) => `/fraud/cases/${id}`,
  fraud_rule: () => '/fraud/rules',
  gift_batch: (id) => `/gift-cards?batch=${id}`,
  gift_card: (id) => `/gift-cards/${id}`,
  referral: () => '/referrals?state=ANY',
  restaurant: () => '/restaurants',
  point_of_sale: () => '/restaurants',
  network: () => '/settings',
  api_key: () => '/api-keys',
  connection: () => '/integrations',
  inbox_event: () => '/integrations',
  webhook: () => '/integrations',
};

/** The subject of an entry, with a link to its page. */
export function SubjectLink({ entry: { subjectKind, subjectId } }: { readonly entry: AuditEntry }) {
  const say = useAuditWords();
  const mayManage = useMayManage('staff.manage');
  if (subjectKind === null) return '—';
  const kind = say.subjectKind(subjectKind);
  const page = PAGES[subjectKind];
  return page === undefined || subjectId === null || !mayManage ? kind : <Link to={page(subjectId)}>{kind}</Link>;
}
