package io.msqpay.dev;

/** A program that starts anvil, writes its process id and waits to be killed. */
final class StartsAnvil {

    private StartsAnvil() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(AnvilProcess.start().pid());
        Thread.currentThread().join();
    }
}
