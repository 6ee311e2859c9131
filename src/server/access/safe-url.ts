const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** Keys and tokens do not travel in the clear, except on this machine. */
export const isSafeUrl = (text: string): boolean => {
  const { protocol, hostname = '' } = URL.parse(text) ?? {}
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}
