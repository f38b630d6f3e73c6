import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type AuditEntry, ENTRIES, ENTRIES_IN_ADDRESS, entriesOf } from '../../entities/audit/audit.api';
import { changedFields } from '../../entities/audit/differences.rules';
import { BANK_ENTRY_STATUSES, SUBSCRIPTION_STATES } from '../../entities/billing/billing.api';
import { platformNetworksQuery } from '../../entities/platform/platform.api';
import { ownTimeZone } from '../../shared/format/zone';
import { useFormats, usePlainFormat } from '../../shared/format/use-format';
import { LANGUAGE_NAMES, LANGUAGES } from '../../generated/words/words';
import { listAudit } from '../../shared/api/operations';
import { ListPage } from '../../shared/described/list-page';
import { useAddress } from '../../shared/described/use-address';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { bound } from '../../shared/ui/bound';
import { ACTIONS, FIELDS, UNSHOWN } from './actions';
import classes from './audit.module.css';
import { type Rate, ratesIn } from './vat-rates.rules';

const STATES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;
const SUMS = ['price', 'total', 'amount', 'left', 'excess'] as const;
const LIMITS = ['restaurants', 'guests'] as const;
const FEATURES = ['BASIC', 'POS_SYNC', 'MARKETING', 'API'] as const;
const SUPPORTS = ['EMAIL', 'STANDARD', 'PRIORITY'] as const;
/** The form of an id, which tells a reader nothing. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const DAYS = ['on', 'paidOn', 'refundedOn', 'effectiveFrom', 'existingFrom'] as const;

/** Changes to whole networks and to the platform itself, newest first. A select shows reads and sign-ins in place of changes. The address keeps the filters. */
export function AuditPage() {
  const { t } = useTranslation('owner');
  const { address, change, clear } = useAddress();
  const networks = useQuery(platformNetworksQuery);
  const [network, action] = [address.get('network'), address.get('action')];
  const shown = entriesOf(address.get('entries'));
  const nameOf = (id: string | null) => networks.data?.find((one) => one.id === id)?.name;
  const columns = useColumns(nameOf);
  const isFiltered = network !== null || action !== null || shown !== 'changes';
  return (
    <ListPage
      of={listAudit}
      title={t('nav.audit')}
      sub={t('audit.sub')}
      // A filter by action searches the entries of all kinds.
      params={action === null ? { entries: ENTRIES[shown] } : {}}
      limit={AT_ONCE}
      columns={columns}
      filtersLabel={t('audit.filters')}
      filters={{
        subjectId: {
          at: 'network',
          label: t('audit.network'),
          all: t('audit.anyNetwork'),
          choices: (networks.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        },
        action: {
          label: t('audit.what'),
          all: t('audit.any'),
          choices: ACTIONS.map((value) => ({ value, label: t(`audit.action.${value}`) })),
        },
      }}
      tools={
        <>
          <NativeSelect
            label={t('audit.entries')}
            {...bound(action === null ? shown : 'all', (value) =>
              change({ cursor: null, action: null, entries: value === 'changes' ? null : value }),
            )}
            data={ENTRIES_IN_ADDRESS.map((value) => ({ value, label: t(`audit.shown.${value}`) }))}
          />
          {isFiltered && (
            <Button variant="subtle" onClick={clear}>
              {t('audit.clear')}
            </Button>
          )}
        </>
      }
      empty={isFiltered ? [t('audit.noneTitle'), t('audit.noneHelp')] : [t('audit.emptyTitle'), t('audit.emptyHelp')]}
    />
  );
}

const AT_ONCE = 50;

function useColumns(nameOf: (id: string | null) => string | undefined): ColumnOf<AuditEntry>[] {
  const { t } = useTranslation('owner');
  const timeZone = ownTimeZone();
  const format = usePlainFormat(timeZone);
  const formatOf = useFormats();

  function fieldOf(label: string): string {
    const [group, ...rest] = label.split('.');
    const known = FIELDS.find((one) => one === group);
    const limit = LIMITS.find((one) => label === `limits.${one}`);
    if (limit !== undefined) return [t('audit.field.limits'), t(`plans.${limit}`)].join(' · ');
    return known === undefined ? label : [t(`audit.field.${known}`), ...rest].join(' · ');
  }

  /** A value as the pages write it: states in words, moments and money in the form of the language. */
  function valueOf({ action }: AuditEntry, label: string, text: string, values: AuditEntry['after']): string {
    const ofPlan = SUBSCRIPTION_STATES.find((one) => one === text);
    if (label === 'state' && ofPlan !== undefined && action.startsWith('subscription.'))
      return t(`billing.states.${ofPlan}`);
    const state = STATES.find((one) => one === text);
    if (label === 'state' && state !== undefined) return t(`networks.states.${state}`);
    const status = BANK_ENTRY_STATUSES.find((one) => one === text);
    if (label === 'status' && status !== undefined) return t(`statements.statuses.${status}`);
    if (label === 'expiresAt' && text !== '—') return format.dateTime(text);
    if (label === 'key') return nameOf(text) ?? (UUID.test(text) ? t('audit.unnamed') : text);
    const language = LANGUAGES.find((one) => one === text);
    if (label === 'locale' && language !== undefined) return LANGUAGE_NAMES[language];
    if (label === 'reason' && text === 'unused') return t('audit.unused');
    const rates = label === 'vatRates' ? ratesIn(values?.[label]) : undefined;
    if (rates !== undefined) return rates.map(rateOf).join('; ');
    if (label === 'features') return text.split(', ').map(featureOf).join(', ');
    const support = SUPPORTS.find((one) => one === text);
    if (label === 'support' && support !== undefined) return t(`plans.supports.${support}`);
    const currency = values?.['currency'];
    const sum = SUMS.some((one) => one === label) ? values?.[label] : undefined;
    if (typeof sum === 'number' && typeof currency === 'string') return formatOf({ currency, timeZone }).money(sum);
    if (DAYS.some((one) => one === label) && text !== '—') return format.birthday(text);
    return text;
  }

  function rateOf({ from, ratePpm }: Rate): string {
    return t('audit.rate', { rate: format.share(ratePpm), from: format.birthday(from) });
  }

  function featureOf(code: string): string {
    const feature = FEATURES.find((one) => one === code);
    return feature === undefined ? code : t(`plans.feature.${feature}`);
  }

  function changesOf(entry: AuditEntry): ReactNode {
    const changes = changedFields(entry.before, entry.after).filter(({ label }) => !UNSHOWN.includes(label));
    return changes.map(({ label, before, after }) => (
      <span key={label} className={classes.change}>
        {t('audit.change', {
          label: fieldOf(label),
          before: valueOf(entry, label, before, entry.before),
          after: valueOf(entry, label, after, entry.after),
        })}
      </span>
    ));
  }

  /** Names the actor: by name, or by kind for guests and API keys, whose names the owner does not see. */
  function actorOf({ actorKind, actorName }: AuditEntry): string {
    return actorName === null || actorName === '' ? t(`audit.actor.${actorKind}`) : actorName;
  }

  return [
    { of: 'recordedAt', title: t('audit.at'), as: 'dateTime' },
    {
      title: t('audit.what'),
      cell: (entry) => {
        const { action } = entry;
        const known = ACTIONS.find((one) => one === action);
        return (
          <>
            {known === undefined ? action : t(`audit.action.${known}`)}
            <span className={classes.brief}>{changesOf(entry)}</span>
          </>
        );
      },
    },
    {
      title: t('audit.subject'),
      cell: ({ subjectKind, subjectId, subjectName }) =>
        subjectKind === 'network' && subjectId !== null ? (
          <Link className={classes.to ?? ''} to={`/networks/${subjectId}`}>
            {subjectName ?? t('audit.unnamed')}
          </Link>
        ) : (
          (subjectName ?? '—')
        ),
    },
    { title: t('audit.who'), isAside: true, cell: actorOf },
    { title: t('audit.changes'), isAside: true, cell: changesOf },
  ];
}
