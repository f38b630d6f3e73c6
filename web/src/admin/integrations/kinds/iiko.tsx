import { Button, TextInput } from '@mantine/core';
import type { Connection, IikoOptions } from '../../../entities/integration/connection.api';
import { actOf } from '../../../shared/api/calls';
import { mistakeAt } from '../../../shared/api/problem';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { SecretInput } from '../../../shared/ui/secret-input';
import classes from '../integrations.module.css';
import { useReasonWords } from './use-reason-words';
import { DirectoryButton, IikoOptionFields, lacksMirror } from './iiko-options';
import type { KindFieldsProps, KindForm } from './kind-form';
import { bound } from '../../../shared/ui/bound';

interface IikoValues {
  readonly apiLogin: string;
  readonly baseUrl: string;
  readonly options: IikoOptions;
}

export const IIKO_FORM: KindForm<IikoValues> = {
  valuesOf: (connection) => ({
    apiLogin: '',
    baseUrl: connection?.baseUrl ?? '',
    options: connection?.kind === 'IIKO' ? (connection.options as IikoOptions) : {},
  }),
  lacksMembers: ({ options }) => lacksMirror(options),
  sent: ({ apiLogin, baseUrl, options }) => ({
    baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim(),
    options,
    ...(apiLogin !== '' && { credentials: { apiLogin } }),
  }),
  Fields: IikoFields,
  marked: [
    'baseUrl',
    'credentials.apiLogin',
    'options.timeZone',
    'options.mirror.organizationId',
    'options.mirror.programId',
  ],
  hasWork: true,
  Setup: WebhookButton,
};

function IikoFields({ values, connection, directory, error, asked, onChange }: KindFieldsProps<IikoValues>) {
  const { t } = useTranslation('admin');
  const put = (changed: Partial<IikoValues>) => onChange({ ...values, ...changed });
  const isKept = connection?.credentials.includes('apiLogin') === true;
  return (
    <>
      <SecretInput
        label={t('integrations.apiLogin')}
        description={t(isKept ? 'integrations.secretKept' : 'integrations.apiLoginHelp')}
        autoComplete="off"
        maxLength={200}
        {...bound(values.apiLogin, (apiLogin) => put({ apiLogin }))}
        error={mistakeAt(error, 'credentials.apiLogin')}
      />
      <TextInput
        label={t('integrations.baseUrl')}
        description={t('integrations.baseUrlHelp')}
        inputMode="url"
        maxLength={500}
        {...bound(values.baseUrl, (baseUrl) => put({ baseUrl }))}
        error={mistakeAt(error, 'baseUrl')}
      />
      <DirectoryButton isNew={connection === undefined} directory={directory} />
      <IikoOptionFields
        options={values.options}
        directory={directory.lists}
        error={error}
        onChange={(options) => put({ options })}
      />
      {asked && lacksMirror(values.options) && <p role="alert">{t('integrations.mirrorNeeded')}</p>}
    </>
  );
}

/** Enters address and secret at iiko, which has to know the API login for it. */
function WebhookButton({ connection, token }: { readonly connection: Connection; readonly token: string }) {
  const { t } = useTranslation('admin');
  const reasonOf = useReasonWords();
  const register = useChange(
    actOf('POST', '/api/integrations/connections/{id}/webhook', { id: connection.id }),
    () => undefined,
  );
  if (!connection.credentials.includes('apiLogin'))
    return <p className={classes.soft}>{t('integrations.webhookLogin')}</p>;
  return (
    <>
      <p className={classes.soft}>{t('integrations.webhookHelp')}</p>
      <div role="status">
        <ul className={classes.checks}>
          {register.data?.organizations.map(({ id, name, failure }) => (
            <li key={id}>
              {failure === null
                ? t('integrations.webhookEntered', { name })
                : t('integrations.webhookRefused', { name, why: reasonOf(failure) })}
            </li>
          ))}
        </ul>
      </div>
      <FailureNotice error={register.error} />
      <Button
        variant="default"
        loading={register.isPending}
        onClick={() => register.mutate({ token, address: window.location.origin })}
      >
        {t('integrations.webhook')}
      </Button>
    </>
  );
}
