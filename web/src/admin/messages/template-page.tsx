import { Box, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import type { MessageTemplateDetail, TemplateChange, TextSource } from '../../entities/message/template.api';
import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../../entities/message/message-preview';
import { TextFields } from '../../entities/message/text-fields';
import { useMayManage } from '../../entities/session/use-may-manage';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, readOf } from '../../shared/api/calls';
import { archiveMessageTemplate, getMessageTemplate } from '../../shared/api/operations';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { DetailPage } from '../../shared/described/detail-page';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './messages.module.css';
import { codeOf, READY_TEXTS, type ReadyText, withVariables } from './ready-texts.rules';
import { bound } from '../../shared/ui/bound';

const LANGUAGES = ['ru', 'en'] as const;
const MAX_LENGTH = 2_000;

type TextLanguage = (typeof LANGUAGES)[number];
/** Typed values of a template's form: the name, and subject and text in each language. */
type Values = Readonly<Record<'name' | `${TextLanguage}.${'subject' | 'text'}`, string>>;
type TemplateBody = Required<Pick<TemplateChange, 'name' | 'texts'>>;

function valuesOf({ name, texts: { ru, en } }: Pick<MessageTemplateDetail, 'name' | 'texts'>): Values {
  return {
    name,
    'ru.subject': ru?.subject ?? '',
    'ru.text': ru?.text ?? '',
    'en.subject': en?.subject ?? '',
    'en.text': en?.text ?? '',
  };
}

/** Page of a new template, which begins with a ready text or a short one. */
export function NewTemplatePage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('campaigns.manage');
  const [address] = useSearchParams();
  const ready = READY_TEXTS.find(({ key }) => key === address.get('text')) ?? READY_TEXTS[0];
  return (
    <>
      <BackLink to="/messages/templates">{t('templates.title')}</BackLink>
      <PageHead title={t('templates.new')} sub={t(`templates.sources.${ready.source}`)} />
      {mayManage ? (
        <NewTemplate key={ready.key} ready={ready} />
      ) : (
        <Notice title={t('campaigns.readOnlyTitle')} help={t('campaigns.readOnlyHelp')} />
      )}
    </>
  );
}

function NewTemplate({ ready: { key, source, purpose } }: { readonly ready: ReadyText }) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const ofReady = (language: TextLanguage) => ({
    subject: withVariables(t(`templates.ready.${key}.${language}.subject`)),
    text: withVariables(t(`templates.ready.${key}.${language}.text`)),
  });
  const [values, setValues] = useState(() =>
    valuesOf({ name: t(`templates.ready.${key}.name`), texts: { ru: ofReady('ru'), en: ofReady('en') } }),
  );
  // The code of the template has this time, so a repeated call has the same body and the same idempotency key.
  const [openedAt] = useState(() => Date.now());
  const save = useChange(
    ({ key: callKey, body }: KeyedAct<TemplateBody>) =>
      actOf(
        'POST',
        '/api/message-templates',
      )({
        key: callKey,
        body: { ...body, code: codeOf(body.name, openedAt), source, purpose },
      }),
    ({ id }) => void navigate(`/messages/templates/${id}`),
  );
  return (
    <TemplateEditor
      source={source}
      values={values}
      onSet={(change) => setValues((before) => ({ ...before, ...change }))}
      onSave={save.mutate}
      isPending={save.isPending}
      problem=<FailureNotice error={save.error} />
    />
  );
}

/** Page of one template with its versions. */
export function TemplatePage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayManage = useMayManage('campaigns.manage');
  const { templateId = '' } = useParams();
  return (
    <DetailPage
      of={getMessageTemplate}
      params={{ id: templateId }}
      back={{ to: '/messages/templates', text: t('templates.title') }}
      title={({ name }) => name}
      sub={({ source }) => t(`templates.sources.${source}`)}
      acts={[
        {
          of: archiveMessageTemplate,
          text: t('templates.archive'),
          isShown: ({ archived }) => !archived,
          send: () => null,
        },
      ]}
    >
      {(template, refresh) => (
        <>
          {template.archived && <Notice title={t('templates.archived')} help={t('templates.archivedHelp')} />}
          {mayManage && !template.archived && <ChangeTemplate template={template} onSaved={refresh} />}
          <Panel title={t('templates.versions')}>
            {template.versions.map(({ version, changedAt, texts }) => (
              <details key={version} className={classes.version}>
                <summary>{t('templates.versionOf', { version, at: format.dateTime(changedAt) })}</summary>
                {LANGUAGES.map((language) => (
                  <p key={language} className={classes.bubble}>
                    {texts[language] === undefined ? '' : `${texts[language].subject}\n\n${texts[language].text}`}
                  </p>
                ))}
              </details>
            ))}
          </Panel>
        </>
      )}
    </DetailPage>
  );
}

interface ChangeTemplateProps {
  readonly template: MessageTemplateDetail;
  readonly onSaved: () => unknown;
}

/** Form that changes name and texts of a template; a change that a colleague saved meanwhile is shown, not overwritten. */
function ChangeTemplate({ template, onSaved }: ChangeTemplateProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState<Partial<Values>>({});
  const [isSaved, setIsSaved] = useState(false);
  const edit = useEdit({
    read: readOf('/api/message-templates/{id}', { id: template.id }),
    send: editTagged('PATCH', '/api/message-templates/{id}', { id: template.id }),
    onDone: goOn,
    initial: template,
  });
  const { base = template, save, readError } = edit;

  /** Continues the form from the saved template, so that the next change is compared with this version. */
  function goOn(changed: TaggedResource<MessageTemplateDetail>): unknown {
    edit.goOnFrom(changed);
    setTyped({});
    setIsSaved(true);
    return onSaved();
  }

  return (
    <TemplateEditor
      source={template.source}
      values={{ ...valuesOf(base), ...typed }}
      onSet={(change) => {
        setIsSaved(false);
        setTyped((before) => ({ ...before, ...change }));
      }}
      onSave={save.mutate}
      isReady={edit.isReady}
      isPending={save.isPending}
      isSaved={isSaved}
      problem={
        readError === null ? (
          <EditProblem
            edit={edit}
            subjectId={template.id}
            show={(now) => {
              const values = valuesOf(now);
              const shown = LANGUAGES.flatMap((one) => {
                const language = t(`templates.languages.${one}`);
                return [
                  [t('templates.subjectIn', { language }), values[`${one}.subject`]],
                  [t('templates.textIn', { language }), values[`${one}.text`]],
                ] as const;
              });
              return {
                [t('templates.name')]: values.name,
                ...Object.fromEntries(shown),
                [t('audit.field.archived')]: t(now.archived ? 'settings.yes' : 'settings.no'),
              };
            }}
          />
        ) : (
          <FailureNotice error={readError} />
        )
      }
    />
  );
}

interface TemplateEditorProps {
  readonly source: TextSource;
  readonly values: Values;
  readonly onSet: (change: Partial<Values>) => void;
  readonly onSave: (body: TemplateBody) => void;
  /** False: the form can't be saved yet, because the template is still being read. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly isSaved?: boolean;
  readonly problem: ReactNode;
}

/** Fields of a template's name and texts, with a preview beside them. */
function TemplateEditor(props: TemplateEditorProps) {
  const { source, values, onSet, onSave, isReady = true, isPending, isSaved = false, problem } = props;
  const { t, language: ofReader } = useTranslation('admin');
  const [tested, setTested] = useState<TextLanguage>(ofReader === 'ru' ? 'ru' : 'en');
  const textsOf = (language: TextLanguage) => ({
    subject: values[`${language}.subject`],
    text: values[`${language}.text`],
  });
  const texts = textsToShow({ ru: textsOf('ru'), en: textsOf('en') });
  const preview = useMessagePreview(texts === null ? null : { source, texts });
  const test = useChange(actOf('POST', '/api/message-templates/test'), () => undefined);
  const errorAt = (path: string) => preview.query.data?.errors.find((error) => error.path === path)?.message;
  return (
    <div className={classes.columns}>
      <Form
        display="block"
        aria-label={t('templates.formLabel')}
        onSubmit={() => onSave({ name: values.name, texts: texts ?? {} })}
      >
        <Panel title={t('templates.text')}>
          <TextInput label={t('templates.name')} {...bound(values.name, (name) => onSet({ name }))} maxLength={100} />
          {LANGUAGES.map((language) => (
            <Box component="fieldset" key={language} my={12} mx={0} py={12} px={16} bd="1px solid var(--line)" bdrs={8}>
              <legend>{t(`templates.languages.${language}`)}</legend>
              <TextFields
                source={source}
                labels={{ subject: t('templates.subject'), text: t('templates.text') }}
                {...textsOf(language)}
                errors={{ subject: errorAt(`texts.${language}.subject`), text: errorAt(`texts.${language}.text`) }}
                maxLength={MAX_LENGTH}
                onSubject={(subject) => onSet({ [`${language}.subject`]: subject })}
                onText={(text) => onSet({ [`${language}.text`]: text })}
              />
            </Box>
          ))}
          {problem}
          {isSaved && <p role="status">{t('templates.saved')}</p>}
          <Group gap={12} my={12}>
            <Button type="submit" disabled={!isReady} loading={isPending}>
              {t('templates.save')}
            </Button>
            <NativeSelect
              aria-label={t('templates.testLanguage')}
              {...bound(tested, (value) => setTested(value === 'ru' ? 'ru' : 'en'))}
              data={LANGUAGES.map((value) => ({ value, label: t(`templates.languages.${value}`) }))}
            />
            <Button
              variant="default"
              loading={test.isPending}
              disabled={texts?.[tested] === undefined}
              onClick={() => texts !== null && test.mutate({ source, texts, language: tested })}
            >
              {t('templates.test')}
            </Button>
          </Group>
          <FailureNotice error={test.error} />
          {test.data !== undefined && <p role="status">{t('templates.tested', { email: test.data.email })}</p>}
        </Panel>
      </Form>
      <MessagePreviewPanel preview={preview} />
    </div>
  );
}
