import type { ProgramDocument } from '../../../entities/program/program.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help, Panel } from '../../../shared/ui/page';
import { figureOf } from '../../../shared/format/decimal';
import { useValue } from '../../../shared/document/document-context';
import classes from './editor.module.css';
import { Field } from '../../../shared/document/field';
import { KindChoice } from '../../../shared/document/kind-choice';
import { PointLimits } from './point-limits';
import { Sentence } from './sentence';
import { Switched } from '../../../shared/document/switched';

type Expiry = ProgramDocument['expiry'];
type PendingPolicy = ProgramDocument['pending'];

const FIRST: Readonly<Record<Expiry['kind'], Expiry>> = {
  NEVER: { kind: 'NEVER' },
  DAYS: { kind: 'DAYS', count: 365 },
  MONTHS: { kind: 'MONTHS', count: 12 },
  INACTIVITY: { kind: 'INACTIVITY', unit: 'MONTHS', count: 12 },
  YEARLY: { kind: 'YEARLY', month: 12, day: 31, afterMonths: 0 },
};
const FIRST_PENDING: Readonly<Record<PendingPolicy['kind'], PendingPolicy>> = {
  NONE: { kind: 'NONE' },
  DELAY: { kind: 'DELAY', days: 1 },
  PAYMENT: { kind: 'PAYMENT', voidAfterDays: 30 },
};
const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'] as const;

/** Redemption of points at a till. */
export function RedemptionSection() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('program.redemption.title')}>
      <Sentence
        text={(places) => t('program.redemption.worth', places)}
        slots={{ worth: <Field path={['pointValue']} label={t('program.redemption.worthLabel')} isInline /> }}
      />
      <Switched
        path={['redemption']}
        label={t('program.redemption.allowed')}
        initial={{ minPoints: 1, maxSharePpm: 500_000, leaveAtLeast: 0 }}
      >
        <div className={classes.grid}>
          <Field path={['redemption', 'minPoints']} label={t('program.redemption.min')} />
          <Field
            path={['redemption', 'maxSharePpm']}
            label={t('program.redemption.share')}
            none={t('program.caps.none')}
          />
          <Field path={['redemption', 'leaveAtLeast']} label={t('program.redemption.leave')} />
          <Field
            path={['redemption', 'receiptsPerDay']}
            label={t('program.redemption.receipts')}
            none={t('program.caps.none')}
          />
          <Field
            path={['redemption', 'waiveRestBelow']}
            label={t('program.redemption.waive')}
            none={t('program.redemption.waiveNever')}
          />
        </div>
        <Help>{t('program.redemption.waiveHelp')}</Help>
        <Field
          path={['redemption', 'earns']}
          label={t('program.redemption.earns')}
          choices={[
            { value: '', label: t('program.redemption.earning.ON_MONEY') },
            { value: 'NOTHING', label: t('program.redemption.earning.NOTHING') },
          ]}
        />
        <NotWith />
        <PointLimits />
      </Switched>
      <Field
        path={['refundPolicy']}
        label={t('program.redemption.refund')}
        say={(value: ProgramDocument['refundPolicy']) => t(`program.redemption.refunds.${value}`)}
      />
    </Panel>
  );
}

const NOT_WITH = ['redemption', 'notWith'] as const;

/** Campaigns that give nothing for receipts that points pay a part of. */
function NotWith() {
  const { t } = useTranslation('admin');
  return (
    <Switched path={NOT_WITH} label={t('program.notWith.has')} initial={{ campaigns: [] }} isOptional>
      <Field path={[...NOT_WITH, 'campaigns']} label={t('program.notWith.campaigns')} none={t('program.notWith.all')} />
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
            <KindChoice
              path={['expiry']}
              label={t('program.expiry.label')}
              firsts={FIRST}
              beginsAnew
              say={(kind: Expiry['kind']) => t(`program.expiry.kinds.${kind}`)}
              isInline
            />
          ),
          term: <Field path={['expiry', 'count']} label={t('program.expiry.count')} width={90} isInline />,
          unit: (
            <Field
              path={['expiry', 'unit']}
              label={t('program.expiry.unit')}
              say={(value: 'DAYS' | 'MONTHS') => t(`program.expiry.units.${value}`, { count })}
              isInline
            />
          ),
          day: <Field path={['expiry', 'day']} label={t('program.expiry.day')} width={80} isInline />,
          month: (
            <Field
              path={['expiry', 'month']}
              label={t('program.expiry.month')}
              choices={MONTHS.map((value) => ({ value, label: t(`program.expiry.months.m${value}`) }))}
              isInline
            />
          ),
          after: <Field path={['expiry', 'afterMonths']} label={t('program.expiry.afterMonths')} width={80} isInline />,
        }}
      />
      <Switched path={['warning']} label={t('program.expiry.warn')} initial={{ days: 14 }}>
        <Sentence
          text={(places) => t('program.expiry.warning', { ...places, count: figureOf(warning?.days) })}
          slots={{
            days: <Field path={['warning', 'days']} label={t('program.expiry.warningDays')} width={80} isInline />,
          }}
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
            <KindChoice
              path={['pending']}
              label={t('program.pending.label')}
              firsts={FIRST_PENDING}
              say={(kind: PendingPolicy['kind']) => t(`program.pending.kinds.${kind}`)}
              isInline
            />
          ),
          days: <Field path={['pending', 'days']} label={t('program.pending.days')} width={80} isInline />,
          void: (
            <Field
              path={['pending', 'voidAfterDays']}
              label={t('program.pending.voidAfterDays')}
              none={t('program.pending.never')}
              width={100}
              isInline
            />
          ),
        }}
      />
    </Panel>
  );
}
