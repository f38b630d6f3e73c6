import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type OwnGiftCard, ownGiftCardsQuery } from '../../entities/gift-card/gift-card.api';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestId } from '../frame/use-guest-id';
import { shake } from '../telegram/telegram';
import classes from './gift-cards.module.css';

const LONGEST_CODE = 40;
const PIN = /^\d{6}$/;
const PIN_DIGITS = 6;
const FIELDS = ['code', 'pin'] as const;

/** The guest's gift cards with their money, and a form that puts another one here by its code and PIN. */
export function GiftCardsPage() {
  const { t } = useTranslation('cabinet');
  const guestId = useGuestId();
  const cards = useQuery(ownGiftCardsQuery(guestId));
  return (
    <>
      <PageHead title={t('giftCards.title')} sub={t('giftCards.help')} />
      <FailureNotice error={cards.error} retry={cards} />
      {cards.isPending && <Loading />}
      {cards.data?.items.length === 0 && <Notice title={t('giftCards.emptyTitle')} help={t('giftCards.emptyHelp')} />}
      <RowList>
        {cards.data?.items.map((card) => (
          <CardRow key={card.id} card={card} />
        ))}
      </RowList>
      <ClaimPanel guestId={guestId} />
    </>
  );
}

function CardRow({ card: { id, last4, state, balance, endsOn } }: { readonly card: OwnGiftCard }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const end = endsOn === null ? [] : [t('giftCards.ends', { day: format.birthday(endsOn) })];
  const about = { ACTIVE: end, BLOCKED: [t('giftCards.blocked')], ENDED: [t('giftCards.ended')] };
  return (
    <Row
      title={<Link to={`/gift-cards/${id}`}>{t('giftCards.card', { last4 })}</Link>}
      about={state === 'ISSUED' || state === 'REPLACED' ? [] : about[state]}
    >
      <span className={classes.sum}>{format.money(balance)}</span>
    </Row>
  );
}

function ClaimPanel({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const [typedCode, setTypedCode] = useState('');
  const [pin, setPin] = useState('');
  const [isTried, setTried] = useState(false);
  const claiming = useChange(actOf('POST', '/api/auth/me/gift-cards'), (answer) => {
    setTypedCode('');
    setPin('');
    setTried(false);
    shake('success');
    queries.setQueryData(ownGiftCardsQuery(guestId).queryKey, answer);
  });
  const code = codeOf(typedCode);
  const isPin = PIN.test(pin);

  function submit(): void {
    setTried(true);
    if (code !== null && isPin) claiming.mutate({ code, pin });
  }

  return (
    <Panel title={t('giftCards.addTitle')}>
      <Form gap={12} maw={420} onSubmit={submit}>
        <TextInput
          label={t('giftCards.code')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={LONGEST_CODE}
          {...bound(typedCode, setTypedCode)}
          error={isTried && code === null ? t('giftCards.codeWrong') : mistakeAt(claiming.error, 'code')}
        />
        <TextInput
          label={t('giftCards.pin')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={PIN_DIGITS}
          {...bound(pin, setPin)}
          error={isTried && !isPin ? t('giftCards.pinWrong') : mistakeAt(claiming.error, 'pin')}
        />
        <FailureNotice error={claiming.error} marked={FIELDS} />
        {claiming.isSuccess && <p role="status">{t('giftCards.added')}</p>}
        <Button type="submit" loading={claiming.isPending}>
          {t('giftCards.add')}
        </Button>
      </Form>
    </Panel>
  );
}
