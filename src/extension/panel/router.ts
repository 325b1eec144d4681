import * as z from 'zod';

/** What a page says: a small intent, known by its type. */
interface Message {
  readonly type: string;
}

type Of<From extends Message, Type> = Extract<From, { readonly type: Type }>;

/** What each message holds besides its type. */
export type Shapes<From extends Message> = {
  readonly [Type in From['type']]: {
    readonly [Key in Exclude<keyof Of<From, Type>, 'type'>]: z.ZodType<Of<From, Type>[Key]>;
  };
};

/** What is done when a page says it. */
export type Handlers<From extends Message, Page> = {
  readonly [Type in From['type']]: (page: Page, message: Of<From, Type>) => void | Promise<void>;
};

/** Reads what a page says, which is not trusted to say anything else; undefined when it is none of its messages. */
export function parserOf<From extends Message>(shapes: Shapes<From>): (message: unknown) => From | undefined {
  const schemas = Object.entries<z.core.$ZodShape>(shapes).map(([type, shape]) =>
    z.object({ type: z.literal(type), ...shape }),
  );
  const schema = z.discriminatedUnion('type', schemas as [(typeof schemas)[number]]);
  return (message) => {
    const result = schema.safeParse(message);
    return result.success ? (result.data as unknown as From) : undefined;
  };
}

/** Does what a page asks for. @throws Error when it cannot be done */
export async function dispatch<From extends Message, Page>(
  handlers: Handlers<From, Page>,
  page: Page,
  message: From,
): Promise<void> {
  const handler = handlers[message.type as From['type']] as (page: Page, message: From) => void | Promise<void>;
  await handler(page, message);
}

/** What an unknown message looks like, in a line for the log: it may be of any size, and go round in circles. */
export function outlineOfMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null) return `${typeof message} ${String(message).slice(0, 100)}`;
  const type = 'type' in message && typeof message.type === 'string' ? message.type.slice(0, 100) : undefined;
  const keys = Object.keys(message).slice(0, 20);
  return `type ${JSON.stringify(type)}, keys ${JSON.stringify(keys.map((key) => key.slice(0, 100)))}`;
}
