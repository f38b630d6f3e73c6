import { Box } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';

/** Says in the head of a page that the network is a sandbox; nothing otherwise. */
export function SandboxMark() {
  const { t } = useTranslation();
  const network = useNetwork();
  return network.sandbox ? (
    <Box component="strong" flex="none" p="2px 8px" bd="1px solid var(--warn)" bdrs={8} bg="var(--warn-wash)" fz={14}>
      {t('sandbox.mark')}
    </Box>
  ) : null;
}
