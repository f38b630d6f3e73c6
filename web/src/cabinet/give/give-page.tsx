import { Button, Stack, Text } from '@mantine/core';
import { type UseMutationResult, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { giveOwnPoints, guestNetworkQuery } from '../../entities/guest-account/guest-account.api';
import { balanceQuery, guestKeys } from '../../entities/guest/guest.api';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { phoneText } from '../../shared/format/contact';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { PhoneInput, usePhone } from '../../shared/ui/phone-input';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { useFields } from '../../shared/ui/use-fields';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';

/** Points of the guest for another guest of the network, by phone. */
export function GivePage() {
  const { t, language } = useTranslation('cabinet');
  const { code } = useNetwork();
  const network = useQuery(guestNetworkQuery(code, language));
  return (
    <>
      <PageHead title={t('give.title')} sub={t('give.help')} />
      <FailureNotice error={network.error} retry={network} />
      {network.isPending && <Loading />}
      {network.data?.transfersAllowed === false && <Notice title={t('give.closedTitle')} help={t('give.closedHelp')} />}
      {network.data?.transfersAllowed === true && <GiveForm />}
    </>
  );
}

function GiveForm() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const balance = useQuery(balanceQuery(guestId));
  const phone = usePhone(useNetwork().country);
  const { field, values, reset, onSubmit } = useFields({
    initial: { points: '' as number | '' },
    check: ({ points }) => ({ points: Number(points) === 0 && t('give.pointsNeeded') }),
  });
  const points = Number(values.points);
  const [given, setGiven] = useState<number | null>(null);
  /** The number that is asked about once more; null: none. */
  const [asksFor, setAsksFor] = useState<string | null>(null);
  const queries = useQueryClient();
  // Here and not in the question, so that the same gift keeps its key when the question is closed and opened again.
  const giving = useChange(giveOwnPoints, (_, gift) => {
    shake('success');
    setAsksFor(null);
    phone.clear();
    reset();
    setGiven(gift.points);
    return queries.invalidateQueries({ queryKey: guestKeys.one(guestId) });
  });
  const submit = onSubmit(() => {
    setGiven(null);
    const number = phone.take();
    if (number === null) return;
    if (!giving.isPending) giving.reset();
    setAsksFor(number);
  }, phone.take);

  return (
    <>
      <Form gap={12} maw={420} onSubmit={submit}>
        <FailureNotice error={balance.error} retry={balance} />
        {balance.data !== undefined && <Text lh={1.5}>{t('give.available', { count: balance.data.available })}</Text>}
        <PhoneInput label={t('give.phone')} phone={phone} needed={t('give.phoneNeeded')} />
        <WholeNumberInput label={t('give.points')} {...field('points')} />
        <Button type="submit">{t('give.submit')}</Button>
        {given !== null && <p role="status">{t('give.done', { count: given })}</p>}
      </Form>
      {asksFor !== null && points > 0 && (
        <Confirm phone={asksFor} points={points} giving={giving} onClose={() => setAsksFor(null)} />
      )}
    </>
  );
}

type GiveBody = Parameters<typeof giveOwnPoints>[0]['body'];

interface ConfirmProps {
  readonly phone: string;
  readonly points: number;
  readonly giving: UseMutationResult<unknown, unknown, GiveBody>;
  readonly onClose: () => void;
}

/** Asks once more, because only staff can bring given points back. */
function Confirm({ phone, points, giving, onClose }: ConfirmProps) {
  const { t } = useTranslation('cabinet');
  const mistake = mistakeAt(giving.error, 'phone');
  return (
    <Dialog title={t('give.title')} onClose={onClose}>
      <Stack gap={12} maw={420}>
        <Text lh={1.5}>{t('give.confirm', { count: points, phone: phoneText(phone) })}</Text>
        {mistake !== undefined && <p role="alert">{mistake}</p>}
        {giving.isError && mistake === undefined && <FailureNotice error={giving.error} />}
        <Button size="lg" loading={giving.isPending} onClick={() => giving.mutate({ phone, points })}>
          {t('give.yes', { count: points })}
        </Button>
      </Stack>
    </Dialog>
  );
}
