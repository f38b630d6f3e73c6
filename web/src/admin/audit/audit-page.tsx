import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '../../shared/icons/icon-download';
import { useState } from 'react';
import {
  type AuditEntry,
  ENTRIES,
  ENTRIES_IN_ADDRESS,
  entriesOf,
  type WhichEntries,
} from '../../entities/audit/audit.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { allStaffQuery } from '../../entities/staff/staff.api';
import { listAudit } from '../../shared/api/operations';
import { List } from '../../shared/described/list';
import { useFormat } from '../../shared/format/use-format';
import { instantOf, nextMidnight } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import type { ColumnOf } from '../../shared/ui/columns';
import { PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { bound } from '../../shared/ui/bound';
import { useAddress } from '../../shared/described/use-address';
import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../generated/words/audit';
import { ACTION_SUBJECTS, type KnownAction } from './actions';
import classes from './audit.module.css';
import { EntrySheet } from './entry-sheet';
import { SubjectLink } from './subject-link';
import { useAuditFile } from './use-audit-file';
import { useAuditWords } from './use-audit-words';
import { DateField } from '../../shared/ui/dates/date-field';

type Filter = 'entries' | 'person' | 'action' | 'kind' | 'object' | 'from' | 'to';

/** The changes, with their authors; reads of personal data and sign-ins are a choice. The choice is in the address. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const say = useAuditWords();
  const mayManage = useMayManage('staff.manage');
  const { address, change, clear } = useAddress();
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const which = useWhich(address);
  const staff = useQuery({ ...allStaffQuery, enabled: mayManage });
  const file = useAuditFile(which);
  const columns = useColumns(setShown);
  const isFiltered = FILTERS.some((name) => address.has(name));
  const chosen = (name: Filter) => address.get(name) ?? '';

  const choose = (name: Filter, value: string) => change({ cursor: null, [name]: value });

  return (
    <>
      <PageHead title={t('nav.audit')} sub={t('audit.sub')}>
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={file.isPending}
          onClick={() => file.mutate()}
        >
          {t('audit.export')}
        </Button>
      </PageHead>
      <FailureNotice error={file.error} />
      <List
        of={listAudit}
        params={which}
        limit={AT_ONCE}
        title={t('nav.audit')}
        filtersLabel={t('audit.filters')}
        tools={
          <>
            <NativeSelect
              label={t('audit.entries')}
              {...bound(address.has('action') ? 'all' : entriesOf(address.get('entries')), (value) =>
                change({ cursor: null, action: null, entries: value === 'changes' ? null : value }),
              )}
              data={ENTRIES_IN_ADDRESS.map((value) => ({ value, label: t(`audit.shown.${value}`) }))}
            />
            {mayManage && (
              <NativeSelect
                label={t('audit.person')}
                {...bound(chosen('person'), (text) => choose('person', text))}
                data={[
                  { value: '', label: t('audit.anyPerson') },
                  ...(staff.data ?? []).map(({ id, name, email }) => ({
                    value: id,
                    label: name === '' ? email : name,
                  })),
                ]}
              />
            )}
            <NativeSelect label={t('audit.what')} {...bound(chosen('action'), (text) => choose('action', text))}>
              <option value="">{t('audit.anyAction')}</option>
              {ACTION_SUBJECTS.map((group) => (
                <optgroup key={group} label={t(`audit.group.${group}`)}>
                  {AUDIT_ACTIONS[group].map((verb) => {
                    const action = `${group}.${verb}` as KnownAction;
                    return (
                      <option key={action} value={action}>
                        {say.action(action)}
                      </option>
                    );
                  })}
                </optgroup>
              ))}
            </NativeSelect>
            <NativeSelect
              label={t('audit.kind')}
              {...bound(chosen('kind'), (text) => choose('kind', text))}
              data={[
                { value: '', label: t('audit.anyKind') },
                ...AUDIT_SUBJECTS.map((kind) => ({ value: kind, label: t(`audit.subject.${kind}`) })),
              ]}
            />
            <DateField label={t('audit.from')} value={chosen('from')} onChange={(text) => choose('from', text)} />
            <DateField label={t('audit.to')} value={chosen('to')} onChange={(text) => choose('to', text)} />
            <TextInput
              label={t('audit.object')}
              {...bound(chosen('object'), (value) => choose('object', value.trim()))}
            />
            {isFiltered && (
              <Button variant="subtle" onClick={clear}>
                {t('audit.clear')}
              </Button>
            )}
          </>
        }
        columns={columns}
        empty={isFiltered ? [t('audit.noneTitle'), t('audit.noneHelp')] : [t('audit.emptyTitle'), t('audit.emptyHelp')]}
      />
      {shown !== null && <EntrySheet entry={shown} onClose={() => setShown(null)} />}
    </>
  );
}

const AT_ONCE = 50;
const FILTERS: readonly Filter[] = ['entries', 'person', 'action', 'kind', 'object', 'from', 'to'];

/** An action is found among all entries. Days are those of the network; the last one counts whole. */
function useWhich(address: URLSearchParams): WhichEntries {
  const { timeZone } = useNetwork();
  const chosen = (name: Filter) => address.get(name);
  const [person, action, kind, object] = [chosen('person'), chosen('action'), chosen('kind'), chosen('object')];
  const [from, to] = [dayOf(chosen('from')), dayOf(chosen('to'))];
  return {
    ...(action === null && { entries: ENTRIES[entriesOf(chosen('entries'))] }),
    ...(person !== null && { actorId: person }),
    ...(action !== null && { action }),
    ...(kind !== null && { subjectKind: kind }),
    ...(object !== null && { subjectId: object }),
    ...(from !== null && { from: instantOf(`${from}T00:00`, timeZone) }),
    ...(to !== null && {
      to: instantOf(nextMidnight(instantOf(`${to}T12:00`, timeZone), timeZone), timeZone),
    }),
  };
}

function dayOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

const MOST_SHOWN = 2;

function useColumns(onShow: (entry: AuditEntry) => void): ColumnOf<AuditEntry>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const say = useAuditWords();
  return [
    {
      title: t('audit.at'),
      cell: ({ recordedAt }) => (
        <>
          <span className={classes.day}>{format.date(recordedAt)}</span> {format.time(recordedAt)}
        </>
      ),
    },
    { title: t('audit.person'), cell: (entry) => say.actor(entry) },
    {
      title: t('audit.what'),
      cell: (entry) => (
        <button type="button" className={classes.open} onClick={() => onShow(entry)}>
          {say.action(entry.action)}
        </button>
      ),
    },
    { title: t('audit.kind'), isAside: true, cell: (entry) => <SubjectLink entry={entry} /> },
    {
      title: t('audit.changes'),
      isAside: true,
      cell: (entry) => {
        const changes = say.brief(entry);
        const rest = say.changes(entry).length - Math.min(changes.length, MOST_SHOWN);
        return (
          <>
            {changes.slice(0, MOST_SHOWN).map((change) => (
              <span key={change} className={classes.change}>
                {change}
              </span>
            ))}
            {changes.length > 0 && rest > 0 && (
              <span className={classes.change}>{t('audit.more', { count: rest })}</span>
            )}
          </>
        );
      },
    },
  ];
}
