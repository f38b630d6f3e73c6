import type { AuditEntry } from '../../entities/audit/audit.api';
import { changedFields, type Difference } from '../../entities/audit/differences.rules';
import { useTranslation } from '../../shared/i18n/use-translation';
import { GROUPS } from '../../entities/network/settings.fields';
import { KNOWN_ACTIONS, SUBJECT_KINDS } from './actions';

const SETTINGS = Object.values(GROUPS).flatMap((group) => group.map(({ path }) => path));
const FIELDS = [
  'name',
  'code',
  'role',
  'restaurantIds',
  'guestId',
  'disabled',
  'address',
  'kind',
  'closed',
  'phone',
  'email',
  'birthDate',
  'externalId',
  'locale',
  'note',
  'source',
  'restaurantId',
  'consents',
  'cost',
  'gift',
  'stock',
  'supplied',
  'archived',
  'description',
  'rule',
  'segments',
  'tiers',
  'status',
  'state',
  'version',
  'type',
  'category',
  'price',
  'assigneeId',
  'reason',
  'documentHash',
  'effectiveFrom',
  'points',
  'tier',
  'month',
] as const;

export interface AuditWords {
  action(action: string): string;
  subjectKind(kind: string): string;
  actor(entry: AuditEntry): string;
  /** The changed fields with their names as the pages call them. */
  changes(entry: AuditEntry): Difference[];
}

/** An entry of the audit in words; where there is none, its code. */
export function useAuditWords(): AuditWords {
  const { t } = useTranslation('admin');
  const label = (field: string) => {
    const setting = SETTINGS.find((path) => path === field || path === `settings.${field}`);
    if (setting !== undefined && setting !== 'name') return t(`settings.label.${setting}`);
    const [group, ...rest] = field.split('.');
    const known = FIELDS.find((one) => one === group);
    return known === undefined ? field : [t(`audit.field.${known}`), ...rest].join(' · ');
  };
  return {
    action(action) {
      const known = KNOWN_ACTIONS.find((one) => one === action);
      return known === undefined ? action : t(`audit.action.${known}`);
    },
    subjectKind(kind) {
      const known = SUBJECT_KINDS.find((one) => one === kind);
      return known === undefined ? kind : t(`audit.subject.${known}`);
    },
    actor({ actorKind, actorName, onBehalf }) {
      const name = actorName ?? t(`audit.actor.${actorKind}`);
      return onBehalf ? t('audit.onBehalf', { name }) : name;
    },
    changes({ before, after }) {
      return changedFields(before, after).map((change) => ({
        label: label(change.label),
        before: shown(change.before),
        after: shown(change.after),
      }));
    },
  };

  function shown(text: string): string {
    if (text === '[personal data]') return t('audit.personal');
    if (text === 'true') return t('settings.yes');
    return text === 'false' ? t('settings.no') : text;
  }
}
