import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AutomationStep } from '../../entities/automation/automation.api';
import { DocumentTexts } from '../../entities/message/document-texts';
import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../../entities/message/message-preview';
import { templatesOfQuery } from '../../entities/message/template.api';
import { useDocumentStore, useValue } from '../../shared/document/document-context';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './automations.module.css';

const NO_TEXT = { subject: '', text: '' };

/** Fields of a message step: a template or a text written in the step, with a preview. */
export function MessageFields() {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const step = useValue<Extract<AutomationStep, { kind: 'MESSAGE' }>>([]);
  const templates = useQuery(templatesOfQuery('AUTOMATION'));
  const offered = (templates.data ?? []).filter(({ purpose }) => purpose === 'MARKETING');
  const chosen = offered.find(({ id }) => id === step.templateId);
  const own = (language: 'ru' | 'en') => {
    const texts = step.message?.[language];
    return texts === undefined ? NO_TEXT : { subject: texts.title, text: texts.text };
  };
  const texts = textsToShow(
    chosen === undefined
      ? { ru: own('ru'), en: own('en') }
      : { ru: chosen.texts.ru ?? NO_TEXT, en: chosen.texts.en ?? NO_TEXT },
  );
  const preview = useMessagePreview(texts === null ? null : { source: 'AUTOMATION', texts });
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.template')}
        value={step.templateId ?? ''}
        onChange={({ currentTarget: { value } }) =>
          store.set([], { ...step, templateId: value === '' ? null : value, message: value === '' ? {} : null })
        }
        data={[
          { value: '', label: t('automations.ownText') },
          ...offered.map(({ id, name }) => ({ value: id, label: name })),
          ...(step.templateId === null || chosen !== undefined
            ? []
            : [{ value: step.templateId, label: step.templateId }]),
        ]}
      />
      {step.templateId === null && <DocumentTexts path={['message']} source="AUTOMATION" />}
      {texts !== null && <MessagePreviewPanel preview={preview} />}
    </div>
  );
}
