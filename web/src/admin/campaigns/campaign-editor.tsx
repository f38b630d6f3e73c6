import { Box, Button, Flex } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Campaign, type CampaignDraft, campaignPreviewQuery } from '../../entities/campaign/campaign.api';
import { actOf, keyOf } from '../../shared/api/calls';
import type { Send } from '../../shared/api/act-key';
import { useChange } from '../../shared/api/use-change';
import { IconAlertTriangle } from '../../shared/icons/icon-alert-triangle';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Beside } from './beside';
import { documentOf, messageValuesOf } from './document/campaign-document.rules';
import { CampaignSentences } from './campaign-sentences';
import { type Step, stepOf, STEPS } from './document/campaign-steps.rules';
import {
  type CampaignValues,
  isSameMessage,
  isTold,
  isWritten,
  type MessageValues,
} from './document/campaign-values.rules';
import classes from './campaigns.module.css';
import { MessageFields } from './steps/message-fields';
import { OfferStep } from './steps/offer-step';
import { WhenStep } from './steps/when-step';
import { WhoStep } from './steps/who-step';

const PAUSE_MS = 500;

interface CampaignEditorProps {
  /** Null: a new one. */
  readonly campaign: Campaign | null;
  readonly values: CampaignValues;
  readonly send: Send<CampaignDraft, Campaign>;
  /** `waits`: its start waits for a second person. */
  readonly onSaved: (campaign: Campaign, waits: boolean) => void;
}

/** The steps of a campaign, each with an explanation, and a summary at the end. */
export function CampaignEditor({ campaign, values: first, send, onSaved }: CampaignEditorProps) {
  const { t, language } = useTranslation('admin');
  const { currency } = useNetwork();
  const client = useQueryClient();
  const [values, setValues] = useState(first);
  const [step, setStep] = useState<Step>('offer');
  const document = documentOf(values, currency, campaign?.document ?? null);
  const [settled] = useDebouncedValue(JSON.stringify(document), PAUSE_MS);
  const preview = useQuery({ ...campaignPreviewQuery(settled, language), placeholderData: keepPreviousData });
  const { message, conditions } = preview.data ?? {};
  const made = message === undefined ? null : messageValuesOf(message);
  const [followed, setFollowed] = useState<MessageValues | null>(null);
  if (made !== null && (followed === null || !isSameMessage(made, followed))) {
    setFollowed(made);
    setValues((before) => (isWritten(before, followed) ? before : { ...before, ...made }));
  }
  const differs = made !== null && isTold(values) && isWritten(values, made);
  /** Saves with the message that the latest settings make, unless a person has written another one. */
  const sendWhole: typeof send = async ({ key, body }) => {
    const isMade = body.announcement !== null && made !== null && !differs;
    if (!isMade) return send({ key, body });
    const latest = await client.query(campaignPreviewQuery(JSON.stringify(body), language));
    return send({ key, body: { ...body, announcement: latest.message ?? body.announcement } });
  };
  const save = useChange(sendWhole, (saved) => onSaved(saved, false));
  // Saves first, so that the version on the screen is started.
  const start = useChange<CampaignDraft, { saved: Campaign; waits: boolean }>(
    async ({ key, body }) => {
      const saved = await sendWhole({ key, body });
      void client.invalidateQueries({ queryKey: keyOf('/api/campaigns') });
      const state = { state: 'RUNNING' as const, reason: null, expectedRevision: saved.revision };
      const started = await actOf('PUT', '/api/campaigns/{id}/state', { id: saved.id })({
        key: `${key}-start`,
        body: state,
      });
      return { saved, waits: 'kind' in started };
    },
    ({ saved, waits }) => onSaved(saved, waits),
  );
  const errors = preview.data?.errors ?? [];
  const set = (change: Partial<CampaignValues>) => setValues((before) => ({ ...before, ...change }));
  const place = STEPS.indexOf(step);
  const isWrong = (one: Step) => errors.some(({ path }) => stepOf(path) === one);
  const props = { values, set, errors };

  return (
    <Form display="block" onSubmit={() => save.mutate(document)} aria-label={t('campaigns.formLabel')}>
      <ol className={classes.steps} aria-label={t('campaigns.steps')}>
        {STEPS.map((one, index) => (
          <li key={one}>
            <button
              type="button"
              className={classes.step}
              aria-current={one === step ? 'step' : undefined}
              data-mistake={isWrong(one)}
              onClick={() => setStep(one)}
            >
              {t('campaigns.stepOf', { number: index + 1, name: t(`campaigns.step.${one}`) })}
              {isWrong(one) && <IconAlertTriangle size={18} stroke={1.75} aria-hidden />}
              {isWrong(one) && <span className="visually-hidden"> {t('campaigns.hasMistake')}</span>}
            </button>
          </li>
        ))}
      </ol>
      <div className={classes.columns}>
        <Panel title={t(`campaigns.step.${step}`)}>
          <Help>{t(`campaigns.stepHelp.${step}`)}</Help>
          {step === 'offer' && <OfferStep {...props} />}
          {step === 'when' && <WhenStep {...props} />}
          {step === 'who' && <WhoStep {...props} document={document} isDivided={campaign?.runningVersion != null} />}
          {step === 'start' && (
            <>
              <CampaignSentences document={document} conditions={conditions} />
              <h3 className={classes.part}>{t('campaigns.message')}</h3>
              <MessageFields {...props} made={differs ? made : null} />
              {differs && (
                <Help role="alert">
                  {t('campaigns.messageDiffers', { text: language === 'ru' ? made.textRu : made.textEn })}
                </Help>
              )}
              {errors.length > 0 && (
                <div role="alert">
                  <Help>{t('campaigns.mend')}</Help>
                  <Box component="ul" m={0} pl={20} lh={1.55}>
                    {errors.map(({ path, message }) => (
                      <li key={`${path} ${message}`}>
                        <Button variant="subtle" size="compact-md" onClick={() => setStep(stepOf(path))}>
                          {t(`campaigns.step.${stepOf(path)}`)}
                        </Button>{' '}
                        {message}
                      </li>
                    ))}
                  </Box>
                </div>
              )}
            </>
          )}
          <FailureNotice error={start.error ?? save.error} />
          <Flex gap={8} wrap="wrap" mt={16}>
            {place > 0 && (
              <Button variant="default" onClick={() => setStep(STEPS[place - 1] ?? 'offer')}>
                {t('campaigns.backStep')}
              </Button>
            )}
            {place < STEPS.length - 1 && (
              <Button onClick={() => setStep(STEPS[place + 1] ?? 'start')}>{t('campaigns.nextStep')}</Button>
            )}
            <Button type="submit" variant="default" loading={save.isPending}>
              {t('campaigns.save')}
            </Button>
            {step === 'start' && (
              <Button disabled={errors.length > 0} loading={start.isPending} onClick={() => start.mutate(document)}>
                {campaign?.runningVersion == null ? t('campaigns.start') : t('campaigns.startAgain')}
              </Button>
            )}
          </Flex>
        </Panel>
        <Beside
          step={step}
          values={values}
          preview={preview.data}
          document={document}
          campaignId={campaign?.id ?? null}
        />
      </div>
    </Form>
  );
}
