import { TextInput } from '@mantine/core';
import { mistakeAt } from '../../../shared/api/problem';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { SecretInput } from '../../../shared/ui/secret-input';
import { bound } from '../../../shared/ui/bound';
import type { KindFieldsProps, KindForm } from './kind-form';

interface OperatorValues {
  readonly baseUrl: string;
  readonly token: string;
}

export const FISCAL_OPERATOR_FORM: KindForm<OperatorValues> = {
  valuesOf: (connection) => ({ baseUrl: connection?.baseUrl ?? '', token: '' }),
  lacksMembers: ({ baseUrl }) => baseUrl.trim() === '',
  sent: ({ baseUrl, token }) => ({ baseUrl: baseUrl.trim(), ...(token !== '' && { credentials: { token } }) }),
  Fields: OperatorFields,
  marked: ['baseUrl', 'credentials.token'],
  hasWork: false,
};

/** Address and token of a fiscal operator. */
function OperatorFields({ values, connection, error, asked, onChange }: KindFieldsProps<OperatorValues>) {
  const { t } = useTranslation('admin');
  const put = (changed: Partial<OperatorValues>) => onChange({ ...values, ...changed });
  const isKept = connection?.credentials.includes('token') === true;
  const isMissing = asked && values.baseUrl.trim() === '';
  return (
    <>
      <TextInput
        label={t('integrations.operatorUrl')}
        description={t('integrations.operatorUrlHelp')}
        inputMode="url"
        maxLength={500}
        autoComplete="off"
        {...bound(values.baseUrl, (baseUrl) => put({ baseUrl }))}
        error={isMissing ? t('integrations.operatorUrlNeeded') : mistakeAt(error, 'baseUrl')}
      />
      <SecretInput
        label={t('integrations.operatorToken')}
        description={t(isKept ? 'integrations.secretKept' : 'integrations.operatorTokenHelp')}
        autoComplete="off"
        maxLength={1000}
        {...bound(values.token, (token) => put({ token }))}
        error={mistakeAt(error, 'credentials.token')}
      />
    </>
  );
}
