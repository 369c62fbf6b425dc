package io.msqpay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The stand-alone payment server. Applications that embed the routes do not use this class. */
@SpringBootApplication
public class MsqpayServer {

    protected MsqpayServer() {}

    public static void main(String[] arguments) {
        SpringApplication.run(MsqpayServer.class, arguments);
    }
}
