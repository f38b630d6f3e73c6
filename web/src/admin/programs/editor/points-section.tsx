import { useQuery } from '@tanstack/react-query';
import { campaignName, campaignsQuery } from '../../../entities/campaign/campaign.api';
import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { figureOf } from '../../../shared/format/decimal';
import { useValue } from './draft-context';
import classes from './editor.module.css';
import { ChoiceField, MoneyField, PerCentField, WholeField, WorthField } from './fields';
import { NamesField } from './names-field';
import { PointLimits } from './point-limits';
import { Sentence } from './sentence';
import { Switched } from './switched';

type Expiry = ProgramDocument['expiry'];
type PendingPolicy = ProgramDocument['pending'];

const EXPIRIES = ['NEVER', 'DAYS', 'MONTHS', 'INACTIVITY', 'YEARLY'] as const;
const FIRST: Readonly<Record<Expiry['kind'], Expiry>> = {
  NEVER: { kind: 'NEVER' },
  DAYS: { kind: 'DAYS', count: 365 },
  MONTHS: { kind: 'MONTHS', count: 12 },
  INACTIVITY: { kind: 'INACTIVITY', unit: 'MONTHS', count: 12 },
  YEARLY: { kind: 'YEARLY', month: 12, day: 31, afterMonths: 0 },
};
const PENDINGS = ['NONE', 'DELAY', 'PAYMENT'] as const;
const FIRST_PENDING: Readonly<Record<PendingPolicy['kind'], PendingPolicy>> = {
  NONE: { kind: 'NONE' },
  DELAY: { kind: 'DELAY', days: 1 },
  PAYMENT: { kind: 'PAYMENT', voidAfterDays: 30 },
};
const EARNS = ['ON_MONEY', 'NOTHING'] as const;
const UNITS = ['DAYS', 'MONTHS'] as const;
const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const;

/** Redemption of points at a till. */
export function RedemptionSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.redemption.title')}>
      <Sentence
        text={(places) => t('program.redemption.worth', places)}
        slots={{ worth: <WorthField path={['pointValue']} label={t('program.redemption.worthLabel')} /> }}
      />
      <Switched
        path={['redemption']}
        label={t('program.redemption.allowed')}
        initial={{ minPoints: 1, maxSharePpm: 500_000, leaveAtLeast: 0 }}
      >
        <div className={classes.grid}>
          <WholeField path={['redemption', 'minPoints']} label={t('program.redemption.min')} isNamed width="100%" />
          <PerCentField
            path={['redemption', 'maxSharePpm']}
            label={t('program.redemption.share')}
            placeholder={t('program.caps.none')}
            nullable
            isNamed
            width="100%"
          />
          <MoneyField
            path={['redemption', 'leaveAtLeast']}
            label={t('program.redemption.leave')}
            isNamed
            width="100%"
          />
          <WholeField
            path={['redemption', 'receiptsPerDay']}
            label={t('program.redemption.receipts')}
            placeholder={t('program.caps.none')}
            isOptional
            isNamed
            width="100%"
          />
          <MoneyField
            path={['redemption', 'waiveRestBelow']}
            label={t('program.redemption.waive')}
            placeholder={t('program.redemption.waiveNever')}
            isOptional
            isNamed
            width="100%"
          />
        </div>
        <Help>{t('program.redemption.waiveHelp')}</Help>
        <ChoiceField
          path={['redemption', 'earns']}
          label={t('program.redemption.earns')}
          isNamed
          choices={EARNS.map((value) => ({ value, label: t(`program.redemption.earning.${value}`) }))}
          toValue={(choice) => (choice === 'ON_MONEY' ? undefined : choice)}
          ofValue={(value) => (value === 'NOTHING' ? value : 'ON_MONEY')}
        />
        <NotWith />
        <PointLimits />
      </Switched>
      <ChoiceField
        path={['refundPolicy']}
        label={t('program.redemption.refund')}
        isNamed
        choices={(['DEBT', 'NEGATIVE', 'FORGIVE'] as const).map((value) => ({
          value,
          label: t(`program.redemption.refunds.${value}`),
        }))}
      />
    </Panel>
  );
}

const NOT_WITH = ['redemption', 'notWith'] as const;

/** Campaigns that give nothing for receipts that points pay a part of. */
function NotWith() {
  const { t, language } = useTranslation('admin');
  const campaigns = useQuery(campaignsQuery(null, false, undefined));
  const choices = (campaigns.data?.items ?? []).map(({ code, document }) => ({
    value: code,
    label: campaignName(document, language),
  }));
  return (
    <Switched path={NOT_WITH} label={t('program.notWith.has')} initial={{ campaigns: [] }} isOptional>
      <NamesField
        path={[...NOT_WITH, 'campaigns']}
        label={t('program.notWith.campaigns')}
        placeholder={t('program.notWith.all')}
        choices={choices}
      />
      <Help>{t('program.notWith.help')}</Help>
    </Switched>
  );
}

/** When points begin and when they end. */
export function ExpirySection() {
  const { t } = useTranslation('admin');
  const expiry = useValue<Expiry>(['expiry']);
  const warning = useValue<{ readonly days: number } | null>(['warning']);
  const pending = useValue<PendingPolicy>(['pending']);
  const count = 'count' in expiry ? figureOf(expiry.count) : 0;
  const unit = expiry.kind === 'INACTIVITY' ? (`INACTIVITY_${expiry.unit}` as const) : expiry.kind;
  return (
    <Panel title={t('program.expiry.title')}>
      <Sentence
        text={(places) => t(`program.expiry.sentence.${unit}`, { ...places, count })}
        slots={{
          kind: (
            <ChoiceField
              path={['expiry']}
              label={t('program.expiry.label')}
              choices={EXPIRIES.map((value) => ({ value, label: t(`program.expiry.kinds.${value}`) }))}
              toValue={(kind) => FIRST[kind]}
              ofValue={(value) => (value as Expiry).kind}
            />
          ),
          term: <WholeField path={['expiry', 'count']} label={t('program.expiry.count')} width={90} />,
          unit: (
            <ChoiceField
              path={['expiry', 'unit']}
              label={t('program.expiry.unit')}
              choices={UNITS.map((value) => ({ value, label: t(`program.expiry.units.${value}`, { count }) }))}
            />
          ),
          day: <WholeField path={['expiry', 'day']} label={t('program.expiry.day')} width={80} />,
          month: (
            <ChoiceField
              path={['expiry', 'month']}
              label={t('program.expiry.month')}
              choices={MONTHS.map((value) => ({ value, label: t(`program.expiry.months.m${value}`) }))}
              toValue={Number}
              ofValue={(value) => String(value) as (typeof MONTHS)[number]}
            />
          ),
          after: <WholeField path={['expiry', 'afterMonths']} label={t('program.expiry.afterMonths')} width={80} />,
        }}
      />
      <Switched path={['warning']} label={t('program.expiry.warn')} initial={{ days: 14 }}>
        <Sentence
          text={(places) => t('program.expiry.warning', { ...places, count: figureOf(warning?.days) })}
          slots={{ days: <WholeField path={['warning', 'days']} label={t('program.expiry.warningDays')} width={80} /> }}
        />
      </Switched>
      <Help>{t('program.expiry.warningHelp')}</Help>
      <Sentence
        text={(places) =>
          t(`program.pending.sentence.${pending.kind}`, {
            ...places,
            count: figureOf(pending.kind === 'DELAY' ? pending.days : 0),
          })
        }
        slots={{
          kind: (
            <ChoiceField
              path={['pending']}
              label={t('program.pending.label')}
              choices={PENDINGS.map((value) => ({ value, label: t(`program.pending.kinds.${value}`) }))}
              toValue={(kind) => FIRST_PENDING[kind]}
              ofValue={(value) => (value as PendingPolicy).kind}
            />
          ),
          days: <WholeField path={['pending', 'days']} label={t('program.pending.days')} width={80} />,
          void: (
            <WholeField
              path={['pending', 'voidAfterDays']}
              label={t('program.pending.voidAfterDays')}
              placeholder={t('program.pending.never')}
              nullable
              width={100}
            />
          ),
        }}
      />
    </Panel>
  );
}
