import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ownPassesQuery } from '../../entities/guest-account/guest-account.api';
import { call, fileOf } from '../../shared/api/calls';
import { saveFile } from '../../shared/api/save-file';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';

const WALLETS = ['apple', 'google'] as const;

/** The ways to have the card at hand without this page: the wallet of the phone, where the network makes passes for it, or a picture. */
export function KeepCard({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const passes = useQuery(ownPassesQuery(guestId));
  const save = useMutation({
    mutationFn: () => fileOf('/api/auth/me/passes/picture', {}),
    onSuccess: (file) => saveFile(file, 'card.png'),
  });
  const add = useMutation({
    mutationFn: (wallet: (typeof WALLETS)[number]) => call('POST', `/api/auth/me/passes/${wallet}`, {}),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  return (
    <Stack gap={8} mt={16}>
      {WALLETS.filter((wallet) => passes.data?.[wallet] === true && mayHave(wallet)).map((wallet) => (
        <Button
          key={wallet}
          color="dark"
          loading={add.isPending && add.variables === wallet}
          onClick={() => add.mutate(wallet)}
        >
          {t(`card.keep.${wallet}`)}
        </Button>
      ))}
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t('card.keep.picture')}
      </Button>
      <FailureNotice error={add.error ?? save.error} />
    </Stack>
  );
}

/** Whether this device may have the wallet: a phone of the other maker has not. */
function mayHave(wallet: (typeof WALLETS)[number]): boolean {
  const { userAgent } = window.navigator;
  return wallet === 'apple' ? !userAgent.includes('Android') : !/iPhone|iPad|iPod/.test(userAgent);
}
