import { Button, Flex, Text, TextInput } from '@mantine/core';
import { beginActing, type PlatformNetwork } from '../../entities/platform/platform.api';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';

/** The way into the console of a network, with the reason that its managers read. */
export function ActingPanel({ network }: { readonly network: PlatformNetwork }) {
  const { t } = useTranslation('owner');
  const beginning = useChange(beginActing(network), () => location.assign('/admin'));
  const { field, marked, onSubmit } = useFields({
    initial: { reason: '' },
    error: beginning.error,
    check: ({ reason }) => ({ reason: reason.trim() === '' && t('acting.reasonNeeded') }),
  });
  const submit = onSubmit(({ reason }) => beginning.mutate({ reason: reason.trim() }));

  return (
    <Panel title={t('acting.title')}>
      {network.state === 'CLOSED' ? (
        <Text c="dimmed">{t('acting.closed')}</Text>
      ) : (
        <Form maw={560} onSubmit={submit}>
          <Text c="dimmed">{t('acting.help')}</Text>
          <TextInput
            label={t('acting.reason')}
            description={t('acting.reasonHelp')}
            maxLength={500}
            {...field('reason')}
          />
          <FailureNotice error={beginning.error} marked={marked} />
          <Flex gap={8} wrap="wrap">
            <Button type="submit" loading={beginning.isPending}>
              {t('acting.begin')}
            </Button>
          </Flex>
        </Form>
      )}
    </Panel>
  );
}
