import type { AuditEntry } from '../../entities/audit/audit.api';
import { changedFields, type FieldDifference } from '../../entities/audit/differences.rules';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IDENTIFICATIONS } from '../../entities/staff/api-key.api';
import { useRightWords } from '../../entities/staff/use-right-words';
import { GROUPS } from '../../entities/network/settings.fields';
import { AUDIT_CODES, AUDIT_FIELDS, AUDIT_SUBJECTS } from '../../generated/words/audit';
import { KNOWN_ACTIONS } from './actions';
import { CODED_FIELDS, COUNTED_FIELDS, MONEY_FIELDS } from './fields';

const SETTINGS = Object.values(GROUPS).flatMap((group) => group.map(({ path, kind }) => ({ path, kind })));
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-\d{2}$/;
const NONE = '—';

export interface AuditWords {
  action(action: string): string;
  subjectKind(kind: string): string;
  actor(entry: AuditEntry): string;
  /** The changed fields with their names and values as the pages say them, ids included. */
  changes(entry: AuditEntry): FieldDifference[];
  /** The same for a row of the list: lists of ids as their number, and no other ids. */
  brief(entry: AuditEntry): string[];
}

/** An entry of the audit in words. Actions and fields of a newer server are shown by their codes. */
export function useAuditWords(): AuditWords {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const rightWords = useRightWords();
  return {
    action(action) {
      const known = KNOWN_ACTIONS.find((one) => one === action);
      return known === undefined ? action : t(`audit.action.${known}`);
    },
    subjectKind(kind) {
      const known = AUDIT_SUBJECTS.find((one) => one === kind);
      return known === undefined ? kind : t(`audit.subject.${known}`);
    },
    actor({ actorKind, actorName, onBehalf }) {
      const name = actorName ?? t(`audit.actor.${actorKind}`);
      return onBehalf ? t('audit.onBehalf', { name }) : name;
    },
    changes({ before, after }) {
      return changedFields(before, after).map((change) => ({
        label: label(change.label),
        before: value(change.label, change.before),
        after: value(change.label, change.after),
      }));
    },
    brief({ before, after }) {
      return changedFields(before, after).flatMap((change) => {
        const field = change.label;
        const [was, is] = [short(field, change.before, before), short(field, change.after, after)];
        if (was === undefined || is === undefined || was === is) return [];
        const words = { label: label(field), before: was, after: is };
        return [was === NONE ? t('audit.set', words) : t('audit.change', words)];
      });
    },
  };

  function label(field: string): string {
    const setting = settingOf(field);
    if (setting !== undefined && setting.path !== 'name') return t(`settings.label.${setting.path}`);
    const [group, ...rest] = field.split('.');
    const known = AUDIT_FIELDS.find((one) => one === group);
    return known === undefined ? field : [t(`audit.field.${known}`), ...rest].join(' · ');
  }

  function value(field: string, text: string): string {
    if (text === NONE) return text;
    if (text === '[personal data]') return t('audit.personal');
    if (text === 'true') return t('settings.yes');
    if (text === 'false') return t('settings.no');
    if (/^-?\d+$/.test(text)) return numberOf(field, Number(text)) ?? text;
    const code = CODED_FIELDS.includes(field) ? AUDIT_CODES.find((one) => one === text) : undefined;
    if (code !== undefined) return t(`audit.value.${code}`);
    if (field === 'scopes') return text.split(', ').map(rightWords).join(', ');
    const found = field === 'identifies' ? IDENTIFICATIONS.find((one) => one === text) : undefined;
    if (found !== undefined) return t(`keys.identification.${found}`);
    if (DAY.test(text)) return format.birthday(text);
    if (MONTH.test(text)) return format.wholeMonth(text);
    return INSTANT.test(text) ? format.dateTime(text) : text;
  }

  function numberOf(field: string, number: number): string | undefined {
    if (MONEY_FIELDS.includes(field) || settingOf(field)?.kind.startsWith('money') === true)
      return format.money(number);
    return field.endsWith('Ppm') || field.startsWith('costs.') ? format.share(number) : undefined;
  }

  /** Undefined: the value is an id, which the sheet shows. */
  function short(field: string, text: string, values: AuditEntry['after']): string | undefined {
    const raw = values?.[field];
    if (Array.isArray(raw) && raw.length > 0 && raw.every(isId)) {
      const known = COUNTED_FIELDS.find((one) => one === field) ?? 'other';
      return t(`audit.counted.${known}`, { count: raw.length });
    }
    return isId(text) || field === 'documentHash' ? undefined : value(field, text);
  }
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && ID.test(value);
}

function settingOf(field: string) {
  return SETTINGS.find(({ path }) => path === field || path === `settings.${field}`);
}
