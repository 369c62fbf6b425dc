package io.msqpay.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * Marks a bean that gives way to one of the same name that the application brings, whatever its type: routes call beans by name and
 * method. By itself for types of which an application has others.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Conditional(NameIsFree.class)
public @interface ReplaceableByName {}
