import { Box, Button, Flex } from '@mantine/core';
import { useState } from 'react';
import type { Campaign } from '../../entities/campaign/campaign.api';
import { IconAlertTriangle } from '../../shared/icons/icon-alert-triangle';
import { ChangeList } from '../../shared/document/change-list';
import { DocumentForm } from '../../shared/document/document-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Beside } from './beside';
import { textIn } from './document/campaign-document.rules';
import { CampaignSentences } from './campaign-sentences';
import { type EditorStep, stepOf, STEPS } from './document/campaign-steps.rules';
import classes from './campaigns.module.css';
import { MessageFields } from './steps/message-fields';
import { OfferStep } from './steps/offer-step';
import { WhenStep } from './steps/when-step';
import { WhoStep } from './steps/who-step';
import { type CampaignDraftProps, useCampaignDraft } from './use-campaign-draft';

interface CampaignEditorProps extends CampaignDraftProps {
  /** Null: the campaign is new. */
  readonly campaign: Campaign | null;
}

/** The steps of a campaign, beside each what it means; at the end what will happen. */
export function CampaignEditor({ campaign, ...given }: CampaignEditorProps) {
  const { t } = useTranslation('admin');
  const draft = useCampaignDraft({ ...given, isDivided: campaign?.runningVersion != null });
  const { edited, document, errors, save, start } = draft;
  const [step, setStep] = useState<EditorStep>('offer');
  const place = STEPS.indexOf(step);

  return (
    <DocumentForm of={draft} isUnchecked onSubmit={() => save.mutate(document)} label={t('campaigns.formLabel')}>
      <StepList step={step} isWrong={(one) => errors.some(({ path }) => stepOf(path) === one)} onStep={setStep} />
      <div className={classes.columns}>
        <Panel title={t(`campaigns.step.${step}`)}>
          <Help>{t(`campaigns.stepHelp.${step}`)}</Help>
          <div className={classes.within}>
            {step === 'offer' && <OfferStep />}
            {step === 'when' && <WhenStep />}
            {step === 'who' && <WhoStep />}
            {step === 'start' && <StartStep draft={draft} onStep={setStep} />}
          </div>
          <FailureNotice error={start.error ?? save.error} />
          <ChangeList />
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
          edited={edited}
          preview={draft.preview}
          document={document}
          campaignId={campaign?.id ?? null}
        />
      </div>
    </DocumentForm>
  );
}

interface StepListProps {
  readonly step: EditorStep;
  readonly isWrong: (step: EditorStep) => boolean;
  readonly onStep: (step: EditorStep) => void;
}

/** The steps in their order, with a mark at those that have to be mended. */
function StepList({ step, isWrong, onStep }: StepListProps) {
  const { t } = useTranslation('admin');
  return (
    <ol className={classes.steps} aria-label={t('campaigns.steps')}>
      {STEPS.map((one, index) => (
        <li key={one}>
          <button
            type="button"
            className={classes.step}
            aria-current={one === step ? 'step' : undefined}
            data-mistake={isWrong(one)}
            onClick={() => onStep(one)}
          >
            {t('campaigns.stepOf', { number: index + 1, name: t(`campaigns.step.${one}`) })}
            {isWrong(one) && <IconAlertTriangle size={18} stroke={1.75} aria-hidden />}
            {isWrong(one) && <span className="visually-hidden"> {t('campaigns.hasMistake')}</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}

interface StartStepProps {
  readonly draft: ReturnType<typeof useCampaignDraft>;
  readonly onStep: (step: EditorStep) => void;
}

/** The last step: a summary, the message to guests, and the mistakes to correct first. */
function StartStep({ draft: { document, preview, errors, generated, made }, onStep }: StartStepProps) {
  const { t, language } = useTranslation('admin');
  return (
    <>
      <CampaignSentences document={document} conditions={preview?.conditions} />
      <h3 className={classes.part}>{t('campaigns.message')}</h3>
      <MessageFields generated={generated} made={made} />
      {made !== null && (
        <Help role="alert">
          {t('campaigns.messageDiffers', { text: textIn(made, language === 'ru' ? 'ru' : 'en') })}
        </Help>
      )}
      {errors.length > 0 && (
        <div role="alert">
          <Help>{t('campaigns.mend')}</Help>
          <Box component="ul" m={0} pl={20} lh={1.55}>
            {errors.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <Button variant="subtle" size="compact-md" onClick={() => onStep(stepOf(path))}>
                  {t(`campaigns.step.${stepOf(path)}`)}
                </Button>{' '}
                {message}
              </li>
            ))}
          </Box>
        </div>
      )}
    </>
  );
}
