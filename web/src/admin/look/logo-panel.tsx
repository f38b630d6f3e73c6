import { Button, FileButton, Flex } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { NetworkLook } from '../../entities/look/look.api';
import { base64Of } from '../../shared/api/base64';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './look-page.module.css';

interface LogoPanelProps {
  readonly logo: NetworkLook['logo'];
  readonly onChanged: (look: NetworkLook) => void;
}

/** The logo as guests get it: made anew by the server from the file. */
export function LogoPanel({ logo, onChanged }: LogoPanelProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const done = async (look: NetworkLook): Promise<void> => {
    onChanged(look);
    await queries.invalidateQueries({ queryKey: keyOf('/api/looks/{network}') });
  };
  const put = useChange(actOf('PUT', '/api/look/logo'), done);
  const remove = useChange(actOf('DELETE', '/api/look/logo'), done);
  const error = put.error ?? remove.error;

  async function send(file: File | null): Promise<void> {
    if (file !== null) put.mutate({ data: await base64Of(file) });
  }

  return (
    <Panel title={t('look.logo.title')}>
      {logo === null ? (
        <Help>{t('look.logo.none')}</Help>
      ) : (
        <img
          className={classes.logo}
          src={logo.url}
          alt={t('look.logo.title')}
          width={logo.width}
          height={logo.height}
        />
      )}
      <Help>{t('look.logo.help')}</Help>
      <Flex gap={8} wrap="wrap">
        <FileButton
          accept="image/png,image/jpeg,image/webp"
          inputProps={{ 'aria-label': t('look.logo.choose') }}
          onChange={(file) => void send(file)}
        >
          {(props) => (
            <Button {...props} variant="default" loading={put.isPending}>
              {t(logo === null ? 'look.logo.choose' : 'look.logo.change')}
            </Button>
          )}
        </FileButton>
        {logo !== null && (
          <Button variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate(null)}>
            {t('look.logo.remove')}
          </Button>
        )}
      </Flex>
      <FailureNotice error={error} />
    </Panel>
  );
}
