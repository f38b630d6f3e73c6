import { Button, Flex, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { actOf, ask, askAnew, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChangeQuestion } from '../../shared/ui/question';
import { SecretInput } from '../../shared/ui/secret-input';
import { Submit } from '../../shared/ui/submit';
import { useFields } from '../../shared/ui/use-fields';

const PIN = /^\d{4,6}$/;
const LEAST_CARD = 8;
const PATH = {
  pin: '/api/auth/till-sign-in/pin',
  card: '/api/auth/till-sign-in/card',
} as const;
const ANEW = [keyOf('/api/auth/till-sign-in')];

type Way = keyof typeof PATH;

/** The own PIN and card for bound tills: set with the password, and removed. */
export function OwnTillSignIn() {
  const { t } = useTranslation();
  const ways = useQuery(ask('/api/auth/till-sign-in'));
  if (ways.isError) return <FailureNotice error={ways.error} retry={ways} />;
  if (ways.data === undefined) return <Loading />;
  return (
    <Stack gap={24} maw={480}>
      <Text c="dimmed">{t('tillSignIn.help')}</Text>
      <OwnWay way="pin" setAt={ways.data.pinSetAt} />
      <OwnWay way="card" setAt={ways.data.cardSetAt} />
    </Stack>
  );
}

function OwnWay({ way, setAt }: { readonly way: Way; readonly setAt: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [sets, setSets] = useState(false);
  const [removes, setRemoves] = useState(false);
  return (
    <Stack gap={8}>
      <Text fw={600}>
        {setAt === null ? t(`tillSignIn.${way}.none`) : t(`tillSignIn.${way}.since`, { at: format.dateTime(setAt) })}
      </Text>
      {!sets && (
        <Flex gap={8} wrap="wrap">
          <Button variant="default" onClick={() => setSets(true)}>
            {t(setAt === null ? `tillSignIn.${way}.set` : `tillSignIn.${way}.change`)}
          </Button>
          {setAt !== null && (
            <Button variant="subtle" color="gray" onClick={() => setRemoves(true)}>
              {t(`tillSignIn.${way}.remove`)}
            </Button>
          )}
        </Flex>
      )}
      {sets && <WayForm way={way} onDone={() => setSets(false)} />}
      {removes && (
        <ChangeQuestion
          title={t(`tillSignIn.${way}.removeQuestion`)}
          help={t('tillSignIn.removeHelp')}
          yes={t(`tillSignIn.${way}.remove`)}
          send={actOf('DELETE', PATH[way])}
          anew={ANEW}
          onClose={() => setRemoves(false)}
        />
      )}
    </Stack>
  );
}

function WayForm({ way, onDone }: { readonly way: Way; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const done = async () => {
    await askAnew(queries, ...ANEW);
    onDone();
  };
  const putPin = useChange(actOf('PUT', PATH.pin), done);
  const putCard = useChange(actOf('PUT', PATH.card), done);
  const put = way === 'pin' ? putPin : putCard;
  const { field, marked, onSubmit } = useFields({
    initial: { pin: '', card: '', password: '' },
    error: put.error,
    check: ({ pin, card, password }) => ({
      pin: way === 'pin' && !PIN.test(pin) && t('tillSignIn.pin.needed'),
      card: way === 'card' && card.trim().length < LEAST_CARD && t('tillSignIn.card.needed'),
      password: password === '' && t('signIn.passwordNeeded'),
    }),
  });
  const submit = onSubmit(({ pin, card, password }) =>
    way === 'pin' ? putPin.mutate({ pin, password }) : putCard.mutate({ card: card.trim(), password }),
  );
  return (
    <Form onSubmit={submit}>
      {way === 'pin' ? (
        <SecretInput
          label={t('tillSignIn.pin.field')}
          description={t('tillSignIn.pin.help')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={6}
          data-autofocus
          {...field('pin')}
        />
      ) : (
        <TextInput
          label={t('tillSignIn.card.field')}
          description={t('tillSignIn.card.help')}
          autoComplete="off"
          maxLength={64}
          data-autofocus
          // A card reader ends with Enter, which moves to the password here.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          {...field('card')}
        />
      )}
      <SecretInput label={t('signIn.password')} autoComplete="current-password" {...field('password')} />
      <Flex gap={8} wrap="wrap">
        <Submit of={put} marked={marked} text={t(`tillSignIn.${way}.save`)} />
        <Button variant="default" onClick={onDone}>
          {t('action.cancel')}
        </Button>
      </Flex>
    </Form>
  );
}
