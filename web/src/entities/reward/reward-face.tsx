import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CardPicture } from '../../shared/pictures/card-picture';
import type { ShownPicture } from '../../shared/pictures/picture';
import classes from './reward-face.module.css';

interface RewardFaceProps {
  readonly component?: 'li' | 'div';
  readonly picture: ShownPicture | null;
  readonly name: string;
  /** Lines below the name: the description, how many are left, from when. */
  readonly about: readonly string[];
  readonly price: string;
  /** Below the price: how far it is, or the button that takes the reward. */
  readonly children?: ReactNode;
}

/** A reward as a card of the cabinet; its editor shows the same. */
export function RewardFace({ component = 'li', picture, name, about, price, children }: RewardFaceProps) {
  return (
    <Stack component={component} gap={0} miw={0} p={14} bd="1px solid var(--line)" bdrs={16} bg="var(--surface)">
      <CardPicture picture={picture} />
      <h3 className={classes.name}>{name}</h3>
      {about.map((line) => (
        <p key={line} className={classes.about}>
          {line}
        </p>
      ))}
      <div className={classes.foot}>
        <Text fw={650}>{price}</Text>
        {children}
      </div>
    </Stack>
  );
}
