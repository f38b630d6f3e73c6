import { Button, Stack, Text } from '@mantine/core';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { IconCircleCheck } from '../../shared/icons/icon-circle-check';
import { IconCircleX } from '../../shared/icons/icon-circle-x';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMayManage } from '../../entities/session/use-may-manage';
import type { Provider } from '../../entities/staff/provider.api';
import { setIdentityProviderSecret } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CopiedText } from '../../shared/ui/copied-text';
import { ProviderForm } from './provider-form';
import { StaffHead } from './staff-head';
import classes from './staff.module.css';

/** The sign-in of the company: where it is, its secret, whether it works, and the roles of its groups. */
export function ProviderPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('roles.manage');
  const provider = useQuery({ ...ask('/api/identity-provider'), enabled: mayManage });

  if (!mayManage)
    return (
      <>
        <PageHead title={t('nav.staff')} sub={t('provider.sub')} />
        <Notice title={t('staff.readOnlyTitle')} help={t('staff.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <StaffHead sub={t('provider.sub')} />
      <FailureNotice error={provider.error} retry={provider} />
      {provider.isPending && <Loading />}
      {provider.data !== undefined && (
        <>
          <Panel title={t('provider.settings')}>
            <Text mb={12} fw={600}>
              {t(provider.data.enabled ? 'provider.isOn' : 'provider.isOff')}
            </Text>
            <CopiedText
              label={t('provider.returnAddress')}
              help={t('provider.returnHelp')}
              text={provider.data.returnAddress}
            />
            <ProviderForm provider={provider.data} />
          </Panel>
          {provider.data.domainProofs.length > 0 && <MailDomains provider={provider.data} />}
          {provider.data.issuer !== null && <Secret provider={provider.data} />}
          {provider.data.hasSecret && <Test />}
        </>
      )}
    </>
  );
}

/** Says of each mail domain whether DNS has proven it, and what its record has to show. */
function MailDomains({ provider: { domainProofs } }: { readonly provider: Provider }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const check = useChange(actOf('POST', '/api/identity-provider/domains/verify'), () =>
    queries.invalidateQueries({ queryKey: keyOf('/api/identity-provider') }),
  );
  const isOpen = domainProofs.some(({ isProven }) => !isProven);
  return (
    <Panel title={t('provider.domainProofs')}>
      <Stack gap={16} maw={640}>
        {isOpen && <Text c="dimmed">{t('provider.domainProofsHelp')}</Text>}
        {domainProofs.map(({ domain, isProven, record }) => (
          <Stack key={domain} gap={16} maw={640} role="group" aria-label={domain}>
            <p>{t(isProven ? 'provider.domainProven' : 'provider.domainOpen', { domain })}</p>
            {!isProven && (
              <>
                <CopiedText label={t('provider.recordName')} help="" text={record.name} />
                <CopiedText label={t('provider.recordValue')} help="" text={record.value} />
              </>
            )}
          </Stack>
        ))}
        {check.isSuccess && isOpen && <p role="status">{t('provider.domainMissing')}</p>}
        <FailureNotice error={check.error} />
        {isOpen && (
          <Button loading={check.isPending} onClick={() => check.mutate(null)}>
            {t('provider.domainCheck')}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}

function Secret({ provider: { hasSecret } }: { readonly provider: Provider }) {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('provider.secret')}>
      <ActForm
        of={setIdentityProviderSecret}
        fields={{
          secret: {
            label: t('provider.secret'),
            help: t(hasSecret ? 'provider.secretKept' : 'provider.secretNone'),
            as: 'secret',
          },
        }}
        layout={{ maw: 640 }}
        isDisabled={({ secret }) => secret === ''}
        submit={t('provider.secretSave')}
        done={t('provider.secretSaved')}
        anew={[keyOf('/api/identity-provider')]}
      />
    </Panel>
  );
}

function Test() {
  const { t } = useTranslation('admin');
  const test = useChange(actOf('POST', '/api/identity-provider/test'), () => undefined);
  return (
    <Panel title={t('provider.test')}>
      <Stack gap={16} maw={640}>
        <Text c="dimmed">{t('provider.testHelp')}</Text>
        <div role="status">
          {test.data !== undefined && (
            <ul className={classes.steps}>
              {test.data.steps.map(({ step, failure }) => (
                <li key={step}>
                  {failure === null ? <IconCircleCheck size={18} aria-hidden /> : <IconCircleX size={18} aria-hidden />}{' '}
                  {t(`provider.step.${step}`)}: {failure === null ? t('provider.ok') : t(`provider.failure.${failure}`)}
                </li>
              ))}
            </ul>
          )}
          {test.data?.works === true && <p>{t('provider.works')}</p>}
        </div>
        <FailureNotice error={test.error} />
        <Button loading={test.isPending} onClick={() => test.mutate(null)}>
          {t('provider.test')}
        </Button>
      </Stack>
    </Panel>
  );
}
