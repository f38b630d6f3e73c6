import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { PointOfSale } from '../../shared/api/types';
import { OpenOrClose } from './open-or-close';
import { type PlaceBody, PlaceForm } from './place-form';
import { useTakePlace } from './use-place-lists';

interface TillActsProps {
  readonly till: PointOfSale;
  /** With its restaurant. */
  readonly name: string;
}

/** Renames a till, closes it, and opens it again. */
export function TillActs({ till, name }: TillActsProps) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('points-of-sale');
  const [renames, setRenames] = useState(false);
  const path = { id: till.restaurantId, pointOfSaleId: till.id };
  const send = ({ key, body }: KeyedAct<PlaceBody | { readonly closed: boolean }>) => {
    const params = { path, header: { 'Idempotency-Key': key } };
    return answerOf(api.PATCH('/api/restaurants/{id}/points-of-sale/{pointOfSaleId}', { params, body }));
  };

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        aria-label={t('places.renameOf', { name })}
        onClick={() => setRenames(true)}
      >
        {t('places.rename')}
      </Button>
      <OpenOrClose
        name={name}
        isClosed={till.closedAt !== null}
        stops={t('places.tillStops')}
        send={send}
        onDone={take}
      />
      {renames && (
        <PlaceForm
          title={t('places.renameOf', { name })}
          submit={t('places.save')}
          before={till}
          send={send}
          onDone={(changed) => {
            take(changed);
            setRenames(false);
          }}
          onClose={() => setRenames(false)}
        />
      )}
    </>
  );
}

/** A new till of a restaurant. */
export function NewTill({ restaurantId, name }: { readonly restaurantId: string; readonly name: string }) {
  const { t } = useTranslation('admin');
  const take = useTakePlace('points-of-sale');
  const [isOpen, setIsOpen] = useState(false);
  const send = ({ key, body }: KeyedAct<PlaceBody>) => {
    const params = { path: { id: restaurantId }, header: { 'Idempotency-Key': key } };
    const named = { ...body, name: body.name ?? '' };
    return answerOf(api.POST('/api/restaurants/{id}/points-of-sale', { params, body: named }));
  };

  return (
    <>
      <Button variant="default" aria-label={t('places.newTillOf', { name })} onClick={() => setIsOpen(true)}>
        {t('places.newTill')}
      </Button>
      {isOpen && (
        <PlaceForm
          title={t('places.newTillOf', { name })}
          submit={t('places.addTill')}
          send={send}
          onDone={(made) => {
            take(made);
            setIsOpen(false);
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
