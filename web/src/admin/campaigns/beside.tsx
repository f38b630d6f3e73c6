import { Box, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignDraft, CampaignPreview } from '../../entities/campaign/campaign.api';
import { useInForce } from '../../entities/program/program.api';
import { askBy } from '../../shared/api/calls';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { exampleOf } from './document/campaign-example.rules';
import type { EditorStep } from './document/campaign-steps.rules';
import { type EditedCampaign, isTold } from './document/campaign-document.rules';
import classes from './campaigns.module.css';
import { CampaignMessage } from './campaign-message';
import { EstimatePanel } from './estimate-panel';
import { ExampleCheck } from './example-check';
import { Occurrences } from './occurrences';

const PAUSE_MS = 500;
/** A receipt that a guest of a restaurant might have, in major units. */
const EXAMPLE = 1_550;

interface BesideProps {
  readonly step: EditorStep;
  readonly edited: EditedCampaign;
  readonly preview: CampaignPreview | undefined;
  readonly document: CampaignDraft;
  /** Null: a new campaign. */
  readonly campaignId: string | null;
}

/** Shows beside a step's fields how the step affects guests. */
export function Beside({ step, edited, preview, document, campaignId }: BesideProps) {
  const { t } = useTranslation('admin');
  return (
    <div>
      {step === 'who' && <AudiencePanel document={document} />}
      {step === 'start' && isTold(edited) && <CampaignMessage message={document.announcement} />}
      {step === 'who' && isTold(edited) && document.variants !== undefined && (
        <VariantMessagePanel document={document} variants={document.variants} />
      )}
      {step === 'offer' && edited.gives !== 'MONEY_OFF' && <ExamplePanel document={document} />}
      {step === 'offer' && document.moneyOff !== undefined && (
        <ExampleCheck document={document} moneyOff={document.moneyOff} />
      )}
      {(step === 'when' || step === 'start') && (
        <Panel title={t('campaigns.next')}>
          <Occurrences occurrences={preview?.occurrences ?? []} />
        </Panel>
      )}
      <EstimatePanel document={document} campaignId={campaignId} hasMistakes={(preview?.errors.length ?? 1) > 0} />
      {preview !== undefined && preview.warnings.length > 0 && (
        <Panel title={t('campaigns.warnings')}>
          <Box component="ul" m={0} pl={20} lh={1.55}>
            {preview.warnings.map(({ code, path, names }) => (
              <li key={`${code} ${path}`}>{t(`campaigns.warning.${code}`, { names: names.join(', ') })}</li>
            ))}
          </Box>
        </Panel>
      )}
    </div>
  );
}

interface VariantMessagePanelProps {
  readonly document: CampaignDraft;
  readonly variants: NonNullable<CampaignDraft['variants']>;
}

/** Preview of the message of a chosen variant; a variant without a text of its own sends the message of the campaign. */
function VariantMessagePanel({ document, variants }: VariantMessagePanelProps) {
  const { t } = useTranslation('admin');
  const [id, setId] = useState('');
  const variant = variants.find((one) => one.id === id) ?? variants[0];
  return (
    <>
      <NativeSelect
        mt={16}
        label={t('campaigns.messageOfVariant')}
        value={variant?.id}
        onChange={(event) => setId(event.currentTarget.value)}
        data={variants.map((one) => one.id)}
      />
      <CampaignMessage message={variant?.announcement ?? document.announcement} />
    </>
  );
}

function AudiencePanel({ document: { audience: chosen, control: held } }: Pick<BesideProps, 'document'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const asked = {
    segments: [...chosen.segments],
    tiers: [...chosen.tiers],
    controlPpm: held?.sharePpm ?? 0,
  };
  const [settled] = useDebouncedValue(JSON.stringify(asked), PAUSE_MS);
  const audience = useQuery({
    ...askBy('/api/campaigns/audience', {}, JSON.parse(settled) as typeof asked),
    placeholderData: keepPreviousData,
  });
  if (audience.isError) return <FailureNotice error={audience.error} retry={audience} />;
  if (audience.data === undefined) return <p role="status">{t('campaigns.counting')}</p>;
  const { guests, of, consenting, control, meanSpend, smallestEffect } = audience.data;
  return (
    <Panel title={t('campaigns.guestsTitle')}>
      <div className={classes.large} role="status">
        {t('campaigns.guestsOf', { count: guests, guests: format.number(guests), of: format.number(of) })}
      </div>
      <Box component="ul" m={0} pl={20} lh={1.55}>
        <li>{t('campaigns.consenting', { guests: format.number(consenting) })}</li>
        {control > 0 && <li>{t('campaigns.inControl', { guests: format.number(control) })}</li>}
        <li>{t('campaigns.meanSpend', { money: format.money(meanSpend) })}</li>
        {control > 0 && (
          <li>
            {smallestEffect === null
              ? t('campaigns.effectUnknown')
              : t('campaigns.smallestEffect', { money: format.money(smallestEffect) })}
          </li>
        )}
      </Box>
    </Panel>
  );
}

/** One receipt of the programme in force, without the campaign and with it. */
function ExamplePanel({ document }: Pick<BesideProps, 'document'>) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const inForce = useInForce();
  const paid = EXAMPLE * 10 ** currencyDigits(format.currency);
  const base = inForce.data?.document.earning.base ?? null;
  const { usual, added } = exampleOf(document, base, paid);
  return (
    <Panel title={t('campaigns.example', { money: format.money(paid) })}>
      <dl className={classes.receipt}>
        <dt>{t('campaigns.without')}</dt>
        <dd>{t('campaigns.pointsOf', { count: usual })}</dd>
        <dt>{t('campaigns.with')}</dt>
        <dd>
          <strong>{t('campaigns.pointsOf', { count: usual + added })}</strong>
        </dd>
      </dl>
      <Help>{document.challenge !== null ? t('campaigns.exampleTasks') : t('campaigns.exampleHelp')}</Help>
    </Panel>
  );
}
