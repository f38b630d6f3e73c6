import { useMember, useValue } from '../../../shared/document/document-context';
import { Field } from '../../../shared/document/field';
import { figureOf } from '../../../shared/document/figures';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DecimalInput } from '../../../shared/ui/decimal-input';
import { Help } from '../../../shared/ui/page';
import type { CampaignDraft } from '../../../entities/campaign/campaign.api';
import classes from '../campaigns.module.css';

type Rails = NonNullable<CampaignDraft['rails']>;

/** For each rail: the member without which the rail is off (`lead`), and the first values of its other members (`others`). */
const RAILS = {
  stopBelow: { lead: 'guests', others: {}, words: 'stopGuests', unit: 'whole' },
  shrinkAbove: { lead: 'guests', others: { sharePpm: 50_000 }, words: 'shrinkGuests', unit: 'whole' },
  visitCost: { lead: 'atMost', others: { visits: 100 }, words: 'visitCost', unit: 'money' },
} as const;

/** Fields of the rails: from when on the campaign ends, pauses or shrinks its control group without a person. */
export function RailFields() {
  const { t } = useTranslation('admin');
  const rails = useValue<Partial<Rails> | undefined>(['rails']);
  return (
    <fieldset className={`${classes.wide} ${classes.group}`}>
      <legend>{t('campaigns.rails.title')}</legend>
      <Help>{t('campaigns.rails.help')}</Help>
      <div className={classes.fields}>
        <RailField rail="stopBelow" />
        <RailField rail="shrinkAbove" />
        {rails?.shrinkAbove != null && (
          <Field path={['rails', 'shrinkAbove', 'sharePpm']} label={t('campaigns.rails.shrinkPercent')} />
        )}
        <RailField rail="visitCost" />
        {rails?.visitCost != null && (
          <Field path={['rails', 'visitCost', 'visits']} label={t('campaigns.rails.visitCostVisits')} />
        )}
      </div>
    </fieldset>
  );
}

function RailField({ rail }: { readonly rail: keyof typeof RAILS }) {
  const { t } = useTranslation('admin');
  const shared = useTranslation();
  const format = useFormat();
  const { lead, others, words, unit } = RAILS[rail];
  const whole = useMember(['rails', rail]);
  const { error } = useMember(['rails', rail, lead]);
  const value = (whole.value as Readonly<Record<string, unknown>> | null | undefined)?.[lead] ?? '';
  const { decimals, sign } = figureOf(unit, format);
  const isUnread = typeof value === 'string' && value !== '';
  return (
    <DecimalInput
      label={t(`campaigns.rails.${words}`)}
      placeholder={t('campaigns.rails.never')}
      decimals={decimals}
      suffix={sign}
      value={value}
      error={error ?? whole.error ?? (isUnread ? shared.t('form.notANumber', { count: decimals }) : undefined)}
      onChange={(next) =>
        whole.change(next === '' ? null : { ...others, ...(whole.value as object | null), [lead]: next })
      }
    />
  );
}
