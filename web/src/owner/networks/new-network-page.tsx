import { Button, Flex, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { NetworkForm } from '../../entities/platform/network-form';
import { newNetworkOf } from '../../entities/platform/network-form.rules';
import { type CreatedNetwork, refreshPlatform } from '../../entities/platform/platform.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import classes from './networks.module.css';

/** Opens a network in three steps; at the end stands the link of its first manager. */
export function NewNetworkPage() {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const [opened, setOpened] = useState<CreatedNetwork | null>(null);
  const opening = useChange(actOf('POST', '/api/networks'), (network) => {
    setOpened(network);
    return refreshPlatform(queries);
  });
  const back = <BackLink to="/">{t('nav.networks')}</BackLink>;
  if (opened !== null)
    return (
      <>
        {back}
        <Opened network={opened} onAnother={() => setOpened(null)} />
      </>
    );
  return (
    <>
      {back}
      <PageHead title={t('new.title')} sub={t('new.sub')} />
      <Panel title={t('new.title')}>
        <NetworkForm
          hasCode
          submitLabel={t('new.submit')}
          isPending={opening.isPending}
          error={opening.error}
          onSubmit={(draft) => opening.mutate(newNetworkOf(draft))}
        />
      </Panel>
    </>
  );
}

function Opened({ network, onAnother }: { readonly network: CreatedNetwork; readonly onAnother: () => void }) {
  const { t } = useTranslation('owner');
  const format = useFormats()(network);
  const [copied, setCopied] = useState<boolean | null>(null);
  const { id, name, manager, passwordLink } = network;

  function copy(): void {
    // A page that is not served over HTTPS has no clipboard; the text can be selected in its field.
    const written = window.isSecureContext
      ? navigator.clipboard.writeText(passwordLink.url)
      : Promise.reject(new Error('insecure'));
    written.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <>
      <PageHead title={t('new.doneTitle', { name })} />
      <Panel title={t('new.link')}>
        <Stack gap={16} maw={560}>
          <Text c="dimmed">
            {t('new.doneHelp', {
              manager: `${manager.name} (${manager.email})`,
              date: format.dateTime(passwordLink.expiresAt),
            })}
          </Text>
          <div className={classes.link}>
            <TextInput
              label={t('new.link')}
              readOnly
              value={passwordLink.url}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button variant="default" onClick={copy}>
              {t('new.copy')}
            </Button>
          </div>
          <Text c="dimmed" role="status">
            {copied === true && t('new.copied')}
            {copied === false && t('new.byHand')}
          </Text>
          <Flex gap={8} wrap="wrap">
            <Button component={Link} to={`/networks/${id}`}>
              {t('new.toNetwork')}
            </Button>
            <Button variant="default" onClick={onAnother}>
              {t('new.another')}
            </Button>
          </Flex>
        </Stack>
      </Panel>
    </>
  );
}
