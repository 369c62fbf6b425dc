package io.msqpay;

import io.msqpay.command.CommandStart;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The stand-alone payment server, and its commands. Applications that embed the routes do not use this class. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class MsqpayServer {

    protected MsqpayServer() {}

    public static void main(String[] arguments) {
        if (CommandStart.isMeant(arguments)) {
            System.exit(CommandStart.run(arguments));
        }
        SpringApplication.run(MsqpayServer.class, arguments);
    }
}
